package io.github.ncl4j.pytorch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ncl4j.torch.EngineScope;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Checkpoints that hold more than tensors, as training programs write them. */
@ExtendWith(EngineScope.class)
class OpaqueValuesTest {

    private static final int[] ONE = {1};

    @TempDir
    Path folder;

    private static PickleBytes pickle() {
        return new PickleBytes();
    }

    private static PickleBytes tensor() {
        return pickle().tensor("0", 1, 0, ONE, ONE);
    }

    private static PickleBytes state(PickleBytes value) {
        return pickle().ascii("}").text("w").append(value).ascii("s");
    }

    /** Values that may stand beside the tensors, by a word for each. */
    private static Map<String, PickleBytes> values() {
        Map<String, PickleBytes> values = new TreeMap<>();
        values.put(
                "argparse.Namespace",
                pickle().global("argparse", "Namespace").ascii(")").raw(0x81).ascii("}b"));
        values.put(
                "an object of protocol 2 by copy_reg",
                pickle().global("copy_reg", "_reconstructor")
                        .ascii("(")
                        .global("parse_config", "ConfigParser")
                        .global("__builtin__", "object")
                        .ascii("NtR}b"));
        values.put(
                "an object with keywords", pickle().global("a", "B").ascii(")}").raw(0x92));
        values.put(
                "an old object",
                pickle().ascii("(").global("a", "B").ascii("K").raw(1).ascii("o}b"));
        values.put("an older object", pickle().ascii("(K").raw(1).ascii("ia\nB\n}b"));
        values.put(
                "a NumPy array",
                pickle().global("numpy.core.multiarray", "_reconstruct")
                        .ascii("(")
                        .global("numpy", "ndarray")
                        .ascii("K")
                        .raw(0)
                        .raw(0x85)
                        .ascii("C")
                        .raw(1)
                        .ascii("btR(K")
                        .raw(1)
                        .ascii("NC")
                        .raw(2, 7, 7)
                        .ascii("tb"));
        values.put("large data", pickle().ascii("B").fourBytes(3 << 20).ascii(noise(3 << 20)));
        values.put("a long text", pickle().text(noise(3 << 20)));
        values.put("a byte array", pickle().raw(0x96, 2, 0, 0, 0, 0, 0, 0, 0, 1, 2));
        values.put("a long number", pickle().raw(0x8a, 200).ascii("x".repeat(200)));
        values.put("a dtype", pickle().global("torch", "float16"));
        values.put(
                "a path",
                pickle().global("pathlib", "PosixPath").ascii("(").text("/tmp").ascii("tR"));
        values.put("a set", pickle().raw(0x8f).ascii("(K").raw(1).ascii("K").raw(2, 0x90));
        values.put(
                "a set of protocol 2",
                pickle().global("__builtin__", "set")
                        .ascii("]K")
                        .raw(1)
                        .ascii("a")
                        .raw(0x85)
                        .ascii("R"));
        values.put("a frozen set", pickle().ascii("(K").raw(1, 0x91));
        values.put(
                "an enum",
                pickle().global("builtins", "getattr")
                        .global("a", "B")
                        .text("C")
                        .raw(0x86)
                        .ascii("R"));
        values.put(
                "odd keys",
                pickle().ascii("}(K")
                        .raw(0)
                        .ascii("K")
                        .raw(1, 0x86)
                        .ascii("K")
                        .raw(1)
                        .ascii("NNG")
                        .raw(64, 4, 0, 0, 0, 0, 0, 0)
                        .ascii("Nu"));
        values.put(
                "one key twice",
                pickle().ascii("}(").text("1").ascii("NK").raw(1).ascii("Nu"));
        values.put(
                "a list in itself",
                pickle().ascii("]q").raw(9).ascii("h").raw(9).ascii("a"));
        values.put(
                "a counter",
                pickle().global("collections", "Counter").ascii("}").raw(0x85).ascii("R"));
        values.put(
                "a list subclass",
                pickle().global("a", "B")
                        .ascii(")")
                        .raw(0x81)
                        .ascii("(K")
                        .raw(1)
                        .ascii("e"));
        values.put("a complex tensor", tensorOf("ComplexFloatStorage"));
        values.put(
                "a quantized tensor",
                pickle().global("torch._utils", "_rebuild_qtensor").ascii(")R"));
        values.put(
                "a module of PyTorch before 1.6",
                pickle().ascii("(")
                        .text("module")
                        .global("a.b", "Net")
                        .text("net.py")
                        .text("class Net")
                        .ascii("tQ)")
                        .raw(0x81)
                        .ascii("}b"));
        return values;
    }

    /** Letters that a zip file cannot make much shorter. */
    private static String noise(int length) {
        StringBuilder letters = new StringBuilder(length);
        new Random(1).ints(length, 'a', 'z' + 1).forEach(letter -> letters.append((char) letter));
        return letters.toString();
    }

    private static PickleBytes tensorOf(String storage) {
        return pickle().global("torch._utils", "_rebuild_tensor_v2")
                .ascii("((")
                .text("storage")
                .global("torch", storage)
                .text("1")
                .text("cpu")
                .whole(1)
                .ascii("tQ")
                .whole(0)
                .ascii("))")
                .raw(0x89)
                .ascii("NtR");
    }

    private static Stream<String> kinds() {
        return values().keySet().stream();
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void whatIsNoTensorIsLeftOutByName(String kind) throws IOException {
        PickleBytes value = values().get(kind);
        byte[] root = pickle().ascii("}(")
                .text("other")
                .append(value)
                .text("state_dict")
                .append(state(tensor()))
                .ascii("u")
                .end();
        byte[] inside = state(tensor()).text("other").append(value).ascii("s").end();
        boolean isTensor = kind.contains("tensor");

        assertTaken(PickleBytes.legacy(folder.resolve("legacy.pth"), root, storage()), "other");
        try (TorchFile file = TorchFile.open(PickleBytes.zip(folder.resolve("zip.pth"), root, new byte[4]))) {
            assertThat(file.leftOut()).containsExactly("other");
        }
        Path mixed = PickleBytes.legacy(folder.resolve("mixed.pth"), inside, storage());
        if (isTensor) {
            assertThatThrownBy(() -> TorchFile.open(mixed))
                    .hasMessageContaining("the tensor 'other' is of a kind that is not read (torch.");
        } else {
            assertTaken(mixed, "other");
        }
    }

    private static void assertTaken(Path path, String leftOut) {
        try (TorchFile file = TorchFile.open(path)) {
            assertThat(file.leftOut()).containsExactly(leftOut);
            assertThat(file.tensors()).containsOnlyKeys("w");
        }
    }

    /** The list of one storage, and its one element. */
    private static byte[] storage() {
        return pickle().ascii("]")
                .text("0")
                .ascii("a.")
                .raw(1, 0, 0, 0, 0, 0, 0, 0)
                .raw(0, 0, 0, 0)
                .toBytes();
    }

    @Test
    void oddKeysAreShownAsPythonShowsThem() throws IOException {
        byte[] odd = pickle().append(values().get("odd keys"))
                .text("w")
                .append(tensor())
                .ascii("s")
                .end();
        try (TorchFile file = TorchFile.open(PickleBytes.zip(folder.resolve("a.pth"), odd))) {
            assertThat(file.leftOut()).containsExactly("(0, 1)", "None", "2.5");
        }
    }

    @Test
    void tensorsInSubclassesOfDictionariesAndTensorsAreFound() throws IOException {
        PickleBytes parameter =
                pickle().global("torch._tensor", "_rebuild_from_type_v2").ascii("(");
        byte[] call = tensor().toBytes();
        String function = "ctorch._utils\n_rebuild_tensor_v2\n";
        parameter.ascii(function).global("a", "Tensor");
        for (int i = 2 + function.length(); i < call.length - 1; i++) {
            parameter.raw(call[i]);
        }
        parameter.ascii("}tR");
        byte[] root = pickle().ascii("}")
                .text("net")
                .global("easydict", "EasyDict")
                .ascii(")")
                .raw(0x81)
                .text("w")
                .append(parameter)
                .ascii("ss")
                .end();

        try (TorchFile file = TorchFile.open(PickleBytes.zip(folder.resolve("a.pth"), root))) {
            assertThat(file.tensors()).containsOnlyKeys("w");
        }
    }

    @Test
    void aWholeModuleIsRefusedWithTheWayOut() throws IOException {
        PickleBytes module = pickle().global("torchvision.models.resnet", "ResNet")
                .ascii(")")
                .raw(0x81)
                .append(state(tensor()))
                .ascii("b");
        byte[] entry = pickle().ascii("}(")
                .text("model")
                .append(module)
                .text("optimizer")
                .append(state(tensor()))
                .ascii("u")
                .end();

        assertThatThrownBy(() -> TorchFile.open(PickleBytes.zip(
                        folder.resolve("a.pth"), pickle().append(module).end())))
                .isInstanceOf(TorchFileException.class)
                .hasMessageEndingWith("a.pth: it holds a whole object of the class torchvision.models.resnet.ResNet,"
                        + " which only its own Python code can read; save its tensors there:"
                        + " torch.save(model.state_dict(), FILE)");
        assertThatThrownBy(() -> TorchFile.open(PickleBytes.zip(folder.resolve("b.pth"), entry)))
                .isInstanceOf(TorchFileException.class)
                .hasMessageContaining("its entry 'model' holds a whole object of the class torchvision");
    }

    @Test
    void tensorsOfTheTrainingAreNotTakenForTheModels() throws IOException {
        byte[] root = pickle().ascii("}(")
                .text("mine")
                .append(state(tensor()))
                .text("optimizer_state")
                .append(state(tensor()))
                .ascii("u")
                .end();
        try (TorchFile file = TorchFile.open(PickleBytes.zip(folder.resolve("a.pth"), root))) {
            assertThat(file.tensors()).containsOnlyKeys("mine.w");
            assertThat(file.leftOut()).containsExactly("optimizer_state");
        }
    }
}
