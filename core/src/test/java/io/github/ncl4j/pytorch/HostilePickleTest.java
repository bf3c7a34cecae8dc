package io.github.ncl4j.pytorch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ncl4j.torch.EngineScope;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files made to do harm. */
@ExtendWith(EngineScope.class)
class HostilePickleTest {

    @TempDir
    Path folder;

    /** {@code os.system("touch FILE")}, as the usual exploit has it, by its name on Linux and in the form of protocol 4. */
    @Test
    void aCallOfAFunctionIsRefusedByNameAndPlace() throws IOException {
        Path proof = folder.resolve("proof");
        byte[] call = new PickleBytes()
                .ascii("}q")
                .raw(0)
                .text("w")
                .global("posix", "system")
                .text("touch " + proof)
                .raw(0x85)
                .ascii("Rs")
                .end();
        byte[] newer = new PickleBytes()
                .text("os")
                .text("system")
                .raw(0x93)
                .text("touch " + proof)
                .raw(0x85)
                .ascii("R")
                .end();

        assertRefused(PickleBytes.zip(folder.resolve("a.pth"), call), "posix.system at byte 11 is not allowed");
        assertRefused(PickleBytes.zip(folder.resolve("b.pth"), newer), "os.system at byte 20 is not allowed");
        assertRefused(PickleBytes.legacy(folder.resolve("c.pth"), call), "posix.system at byte");
        assertThat(proof).doesNotExist();
    }

    @ParameterizedTest
    @CsvSource({
        "builtins, eval",
        "__builtin__, execfile",
        "nt, system",
        "subprocess, Popen",
        "torch, load",
        "torch.hub, load",
        "runpy, run_path",
        "_pickle, loads"
    })
    void namesThatOnlyAnAttackNeedsAreRefusedWhereverTheyStand(String module, String name) throws IOException {
        PickleBytes beside = new PickleBytes().ascii("}(").text("x");
        int position = beside.toBytes().length;
        byte[] pickle = beside.global(module, name)
                .text("state_dict")
                .append(tensors())
                .ascii("u")
                .end();
        assertRefused(
                PickleBytes.zip(folder.resolve("a.pth"), pickle),
                module + "." + name + " at byte " + position + " is not allowed: Python would run it");
    }

    /** A dictionary with one tensor. */
    private static PickleBytes tensors() {
        return new PickleBytes()
                .ascii("}")
                .text("w")
                .append(new PickleBytes().tensor("0", 1, 0, new int[] {1}, new int[] {1}))
                .ascii("s");
    }

    @ParameterizedTest
    @CsvSource({"P, 50", "2, 32", "I, 49", "S, 53"})
    void opcodesThatDataDoNotNeedAreRefused(String opcode, String code) throws IOException {
        assertRefused(
                PickleBytes.zip(
                        folder.resolve("a.pth"), new PickleBytes().ascii(opcode).end()),
                "the pickle opcode 0x" + code + " at byte 2 is not allowed");
    }

    @Test
    void namesInMessagesCannotCommandATerminal() throws IOException {
        assertRefused(
                PickleBytes.zip(
                        folder.resolve("a.pth"),
                        new PickleBytes()
                                .global("subprocess", "o\033[2Js" + "x".repeat(5000))
                                .end()),
                "subprocess.o?[2Jsxxx");
    }

    /** Ten references to the level below in each of 30 levels: ten to the 30th paths. */
    @Test
    void aBillionLaughsAreRefused() throws IOException {
        PickleBytes bomb = tensors().ascii("q").raw(0);
        for (int level = 1; level <= 30; level++) {
            bomb.ascii("}q").raw(level).ascii("(");
            for (int i = 0; i < 10; i++) {
                bomb.text("k" + i).ascii("h").raw(level - 1);
            }
            bomb.ascii("u");
        }
        assertRefused(
                PickleBytes.zip(folder.resolve("a.pth"), bomb.end()), "its dictionaries have more than 100000 names");
    }

    @Test
    void deepNestingEndsInAMessage() throws IOException {
        PickleBytes tower = new PickleBytes().ascii("]");
        for (int level = 0; level < 1_000_000; level++) {
            tower.raw(0x85);
        }
        assertRefused(PickleBytes.zip(folder.resolve("a.pth"), tower.end()), "repeats itself to fill the memory");
        PickleBytes dictionaries = tensors();
        for (int level = 0; level < 200; level++) {
            dictionaries
                    .ascii("q")
                    .raw(0)
                    .ascii("0}")
                    .text("k")
                    .ascii("h")
                    .raw(0)
                    .ascii("s");
        }
        assertRefused(PickleBytes.zip(folder.resolve("b.pth"), dictionaries.end()), "there is no tensor among k");
        byte[] eachOther = new PickleBytes()
                .ascii("}q")
                .raw(0)
                .text("a")
                .ascii("}q")
                .raw(1)
                .text("b")
                .ascii("h")
                .raw(0)
                .ascii("ss")
                .end();
        assertRefused(PickleBytes.zip(folder.resolve("c.pth"), eachOther), "there is no tensor among a");
    }

    @Test
    void aDictionaryThatHoldsItselfIsReadOnce() throws IOException {
        byte[] cycle = tensors()
                .ascii("q")
                .raw(0)
                .text("itself")
                .ascii("h")
                .raw(0)
                .ascii("s")
                .end();
        try (TorchFile file = TorchFile.open(PickleBytes.zip(folder.resolve("a.pth"), cycle))) {
            assertThat(file.leftOut()).containsExactly("itself");
            assertThat(file.tensors()).containsOnlyKeys("w");
        }
    }

    @Test
    void endlessWorkIsRefused() throws IOException {
        byte[] steps = new PickleBytes().ascii("}0".repeat(1_500_000)).end();
        assertRefused(PickleBytes.zip(folder.resolve("a.pth"), steps), "a zip bomb");
        PickleBytes filling = new PickleBytes();
        for (int i = 0; i < 40; i++) {
            filling.text("x".repeat(1 << 20));
        }
        assertRefused(PickleBytes.legacy(folder.resolve("d.pth"), filling.end()), "more than 33554432 bytes");
    }

    /**
     * Steps of a few bytes that each copy something large that came once: without a bound, each file of some megabytes fills
     * gigabytes.
     */
    @ParameterizedTest
    @ValueSource(strings = {"dictionary", "shape", "mark", "empty dictionaries"})
    void copiesOfCopiesAreRefused(String kind) throws IOException {
        PickleBytes bomb = new PickleBytes();
        int count = 500_000;
        switch (kind) {
            case "dictionary" -> {
                bomb.global("collections", "OrderedDict").ascii("q").raw(0).ascii("](");
                for (int i = 0; i < 30_000; i++) {
                    bomb.whole(i).ascii("N").raw(0x86);
                }
                repeat(bomb.ascii("e").raw(0x85).ascii("q").raw(1), count, 'h', 0, 'h', 1, 'R');
            }
            case "shape" -> {
                int[] shape = new int[64];
                Arrays.fill(shape, 1);
                bomb.append(new PickleBytes().tensor("0", 1, 0, shape, shape));
                bomb = new PickleBytes().append(remembered(bomb));
                repeat(bomb, count, 'h', 0, 'h', 1, 'R');
            }
            case "mark" -> repeat(bomb, 2 * count, '(');
            default -> repeat(bomb, 2 * count, '}');
        }
        assertRefused(PickleBytes.legacy(folder.resolve("a.pth"), bomb.end()), "repeats itself to fill the memory");
    }

    /** The function and the arguments of a tensor's call under 0 and 1, the call itself left out. */
    private static PickleBytes remembered(PickleBytes tensor) {
        byte[] call = tensor.toBytes();
        String text = new String(call, 2, call.length - 3, StandardCharsets.ISO_8859_1)
                .replaceFirst("_rebuild_tensor_v2\n", "_rebuild_tensor_v2\nq\0");
        PickleBytes result = new PickleBytes();
        text.chars().forEach(result::raw);
        return result.ascii("q").raw(1);
    }

    private static void repeat(PickleBytes pickle, int times, int... opcodes) {
        for (int i = 0; i < times; i++) {
            pickle.raw(opcodes);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "X, a text claims 4294967295 bytes",
        "T, a text claims 4294967295 bytes",
        "B, a piece of data claims 4294967295 bytes",
    })
    void claimedLengthsAreNotTrusted(String opcode, String message) throws IOException {
        assertRefused(
                PickleBytes.zip(
                        folder.resolve("a.pth"),
                        new PickleBytes().ascii(opcode).fourBytes(-1).end()),
                message);
        assertRefused(
                PickleBytes.zip(
                        folder.resolve("b.pth"),
                        new PickleBytes().raw(0x8b).fourBytes(1 << 30).end()),
                "a number claims 1073741824 bytes, but 1 are left");
        assertRefused(
                PickleBytes.zip(
                        folder.resolve("c.pth"),
                        new PickleBytes().raw(0x8d).fourBytes(0).fourBytes(-1).end()),
                "a text claims 18446744069414584320 bytes");
    }

    @Test
    void aStorageIsAsLongAsItIs() throws IOException {
        byte[] huge = dict(new PickleBytes().tensor("0", Integer.MAX_VALUE, 0, new int[] {1}, new int[] {1}));
        assertRefused(PickleBytes.zip(folder.resolve("a.pth"), huge), "claims 8589934588 bytes, but has 4");
        byte[] list = new PickleBytes().ascii("]").text("0").ascii("a").end();
        byte[] rest = ByteBuffer.allocate(list.length + 12)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(list)
                .putLong(Integer.MAX_VALUE)
                .array();
        assertRefused(
                PickleBytes.legacy(folder.resolve("b.pth"), huge, rest),
                "the storage '0' needs 8589934588 bytes, and 4 are left in the file: it is cut short; use another copy");
        assertRefused(
                PickleBytes.legacy(
                        folder.resolve("c.pth"),
                        huge,
                        new PickleBytes().ascii("]").end()),
                "lacks some that tensors use");
    }

    @Test
    void aTensorStaysInItsStorage() throws IOException {
        assertTensorRefused(0, new int[] {2}, new int[] {1}, "reaches beyond the 1 elements");
        assertTensorRefused(1, new int[] {1}, new int[] {1}, "reaches beyond the 1 elements");
        assertTensorRefused(-1, new int[] {1}, new int[] {1}, "negative");
        assertTensorRefused(0, new int[] {-1}, new int[] {1}, "negative");
        assertTensorRefused(0, new int[] {1}, new int[] {-1}, "negative");
        assertTensorRefused(0, new int[] {1, 1}, new int[] {1}, "has 1 strides");
        int most = Integer.MAX_VALUE;
        assertTensorRefused(0, new int[] {most, most, most}, new int[] {0, 0, 0}, "impossibly large");
        assertTensorRefused(0, new int[] {most, most}, new int[] {0, 0}, "more than 16 times");
        assertTensorRefused(0, new int[] {0, most, most, most}, new int[] {0, 0, 0, 0}, "impossibly large");
    }

    private void assertTensorRefused(int offset, int[] shape, int[] strides, String message) throws IOException {
        byte[] pickle = dict(new PickleBytes().tensor("0", 1, offset, shape, strides));
        assertRefused(PickleBytes.zip(folder.resolve("t.pth"), pickle), message);
    }

    /** A dictionary with one tensor. */
    private static byte[] dict(PickleBytes tensor) {
        return new PickleBytes().ascii("}").text("w").append(tensor).ascii("s").end();
    }

    @Test
    void aZipBombIsRefused() throws IOException {
        byte[] zeros = new byte[8 << 20];
        byte[] pickle = dict(new PickleBytes().tensor("0", 2 << 20, 0, new int[] {2 << 20}, new int[] {1}));

        Path bomb = PickleBytes.zip(folder.resolve("a.pth"), pickle, zeros);

        assertThat(Files.size(bomb)).isLessThan(10_000);
        assertRefused(bomb, "its entries expand to more than 16 times the file: a zip bomb");
    }

    @Test
    void anArchiveHasOnePickleAndItsStorages() throws IOException {
        byte[] pickle = dict(new PickleBytes().tensor("../../etc/passwd", 1, 0, new int[] {1}, new int[] {1}));
        assertRefused(PickleBytes.zip(folder.resolve("a.pth"), pickle), "has no entry 'x/data/../../etc/passwd'");
        Path two = folder.resolve("b.pth");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(two))) {
            zip.putNextEntry(new ZipEntry("x/data.pkl"));
            zip.putNextEntry(new ZipEntry("y/data.pkl"));
        }
        assertRefused(two, "has two folders with a data.pkl");
        Path none = folder.resolve("c.pth");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(none))) {
            zip.putNextEntry(new ZipEntry("word/document.xml"));
        }
        assertRefused(none, "has no FOLDER/data.pkl; torch.save has not written it");
        Path script = folder.resolve("d.pth");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(script))) {
            zip.putNextEntry(new ZipEntry("x/data.pkl"));
            zip.putNextEntry(new ZipEntry("x/constants.pkl"));
        }
        assertRefused(script, "it is a program for TorchScript");
    }

    @Test
    void twoEntriesOfOneNameAreRefused() throws IOException {
        Path twice = folder.resolve("b.pth");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(twice))) {
            zip.putNextEntry(new ZipEntry("x/data.pkl"));
            zip.putNextEntry(new ZipEntry("x/data.pkk"));
        }
        String names = new String(Files.readAllBytes(twice), StandardCharsets.ISO_8859_1);
        Files.write(twice, names.replace("data.pkk", "data.pkl").getBytes(StandardCharsets.ISO_8859_1));
        assertRefused(twice, "has two entries 'x/data.pkl'");
    }

    /** Java decodes it when it lists the entries, long after it has opened the file. */
    @Test
    void aCommentThatIsNoTextIsRefused() throws IOException {
        Path commented = folder.resolve("b.pth");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(commented))) {
            ZipEntry entry = new ZipEntry("x/data.pkl");
            entry.setComment("K\u00e4fer");
            zip.putNextEntry(entry);
        }
        String bytes = new String(Files.readAllBytes(commented), StandardCharsets.ISO_8859_1);
        Files.write(commented, bytes.replace("\u00c3\u00a4", "\u00ff\u00fe").getBytes(StandardCharsets.ISO_8859_1));
        assertRefused(commented, "a name or comment in the zip file is no text");
    }

    @ParameterizedTest
    @CsvSource({"R", "b", "a", "s", "e", "u", "t", "q0", "ha", "Q", "."})
    void aPickleThatTakesWhatIsNotThereIsRefused(String opcodes) throws IOException {
        assertThatThrownBy(() -> TorchFile.open(PickleBytes.zip(
                        folder.resolve("a.pth"),
                        new PickleBytes().ascii(opcodes).end())))
                .isInstanceOf(TorchFileException.class);
    }

    @Test
    void filesOfOtherKindsAreSaidToBe() throws IOException {
        assertRefused(Files.writeString(folder.resolve("a"), "<html>"), "it is no file of torch.save");
        assertRefused(Files.writeString(folder.resolve("b"), ""), "it is no file of torch.save");
        assertRefused(folder.resolve("c"), "there is no such file");
        assertRefused(
                Files.write(folder.resolve("d"), new PickleBytes().ascii("}").end()), "torch.save has not written it");
        assertRefused(
                PickleBytes.zip(
                        folder.resolve("e"), new PickleBytes().ascii("]").end()),
                "no dictionary of tensors");
        assertRefused(
                PickleBytes.zip(
                        folder.resolve("f"), new PickleBytes().ascii("}").end()),
                "its dictionary is empty; save the model's state_dict");
        assertRefused(
                Files.writeString(folder.resolve("g"), "PK\u0003\u0004 and nothing more"),
                "the file is cut short or damaged (");
    }

    /** Cut anywhere, or with any byte changed: a message or a result, and never another exception. */
    @ParameterizedTest
    @CsvSource({"checkpoint-legacy.pth", "state-dict.pth"})
    void brokenFilesGiveMessages(String name) throws IOException {
        byte[] whole = Files.readAllBytes(TorchFileTest.resource(name));
        Random random = new Random(1);
        for (int round = 0; round < 200; round++) {
            byte[] broken = Arrays.copyOf(whole, round % 2 == 0 ? random.nextInt(whole.length) : whole.length);
            if (round % 2 == 1) {
                broken[random.nextInt(whole.length)] ^= (byte) (1 + random.nextInt(255));
            }
            Path file = Files.write(folder.resolve("broken.pth"), broken);
            try (TorchFile opened = TorchFile.open(file)) {
                assertThat(opened.tensors()).isNotEmpty();
            } catch (TorchFileException e) {
                assertThat(e).hasMessageStartingWith(file + ": ");
            }
        }
    }

    private static void assertRefused(Path file, String message) {
        assertThatThrownBy(() -> TorchFile.open(file))
                .isInstanceOf(TorchFileException.class)
                .hasMessageStartingWith(file + ": ")
                .hasMessageContaining(message);
    }
}
