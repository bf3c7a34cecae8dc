package io.github.ncl4j.pytorch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ncl4j.testkit.SharedFolder;
import io.github.ncl4j.torch.ElementType;
import io.github.ncl4j.torch.EngineScope;
import io.github.ncl4j.torch.HostArrays;
import io.github.ncl4j.torch.SafetensorsFile;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that PyTorch wrote. How those in the resources were made is in {@code make.py} beside them. */
@ExtendWith(EngineScope.class)
class TorchFileTest {

    @ParameterizedTest
    @ValueSource(strings = {"checkpoint.pth", "checkpoint-legacy.pth", "checkpoint-protocol4.pth"})
    void everyTypeAndLayoutArrivesAsItWas(String name) {
        try (TorchFile file = TorchFile.open(resource(name))) {
            Map<String, Tensor> tensors = file.tensors();

            assertThat(tensors.keySet())
                    .containsExactly(
                            "double",
                            "float",
                            "half",
                            "bfloat16",
                            "long",
                            "int",
                            "short",
                            "char",
                            "byte",
                            "bool",
                            "scalar",
                            "empty",
                            "transposed",
                            "part",
                            "repeated",
                            "channels_last",
                            "parameter");
            check(tensors, "double", ElementType.F64, shape(2), .1, -1e300);
            check(tensors, "float", ElementType.F32, shape(2, 2), 1.5, -2, .25, 3e38f);
            check(tensors, "half", ElementType.F16, shape(2), 1.5, -2);
            // The nearest number with eight significant bits.
            check(tensors, "bfloat16", ElementType.BF16, shape(2), 1.5, 0x1.c4p127);
            check(tensors, "long", ElementType.I64, shape(2), -Math.pow(2, 62), 7);
            check(tensors, "int", ElementType.I32, shape(1), -Math.pow(2, 30));
            check(tensors, "short", ElementType.I16, shape(1), -300);
            check(tensors, "char", ElementType.I8, shape(1), -5);
            check(tensors, "byte", ElementType.U8, shape(1), 250);
            check(tensors, "bool", ElementType.BOOL, shape(3), 1, 0, 1);
            check(tensors, "scalar", ElementType.I64, shape(), 42);
            check(tensors, "empty", ElementType.F32, shape(2, 0, 3));
            check(tensors, "parameter", ElementType.F32, shape(1), 9);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"checkpoint.pth", "checkpoint-legacy.pth", "checkpoint-protocol4.pth"})
    void viewsOfOneMemoryStaySo(String name) {
        try (TorchFile file = TorchFile.open(resource(name))) {
            Map<String, Tensor> tensors = file.tensors();

            // 0 to 23 in four rows of six.
            check(tensors, "part", ElementType.F32, shape(2, 2), 8, 9, 14, 15);
            check(tensors, "repeated", ElementType.F32, shape(3, 2), 5, 5, 5, 5, 5, 5);
            Tensor transposed = Objects.requireNonNull(tensors.get("transposed"));
            assertThat(transposed.shape()).containsExactly(6, 4);
            assertThat(HostArrays.doubles(transposed)).startsWith(0, 6, 12, 18, 1, 7);
            Tensor images = Objects.requireNonNull(tensors.get("channels_last"));
            assertThat(images.strides().vec().get()).containsExactly(16, 1, 8, 2);
            assertThat(HostArrays.doubles(images)).startsWith(0, 1, 2, 3, 4);

            transposed.fill_(new Scalar(1f));
            check(tensors, "part", ElementType.F32, shape(2, 2), 1, 1, 1, 1);
        }
    }

    @Test
    void whatStandsBesideTheTensorsIsNamed() {
        try (TorchFile file = TorchFile.open(resource("checkpoint.pth"))) {
            assertThat(file.leftOut())
                    .containsExactly(
                            "epoch",
                            "arch",
                            "best",
                            "accuracy",
                            "shape",
                            "device",
                            "history",
                            "optimizer",
                            "scheduler");
        }
    }

    @Test
    void aStateDictAloneIsTakenWhole() {
        try (TorchFile file = TorchFile.open(resource("state-dict.pth"))) {
            assertThat(file.tensors().keySet())
                    .containsExactly(
                            "0.weight",
                            "0.bias",
                            "1.weight",
                            "1.bias",
                            "1.running_mean",
                            "1.running_var",
                            "1.num_batches_tracked");
            assertThat(file.leftOut()).isEmpty();
        }
    }

    @Test
    void anotherEntryCanBeNamed() {
        try (TorchFile file = TorchFile.open(resource("checkpoint.pth"), "optimizer")) {
            assertThat(file.tensors().keySet())
                    .contains("state.0.momentum_buffer")
                    .hasSize(4);
            assertThat(file.leftOut()).contains("epoch", "state_dict", "param_groups");
        }
        assertThatThrownBy(() -> TorchFile.open(resource("checkpoint.pth"), "model"))
                .isInstanceOf(TorchFileException.class)
                .hasMessageEndingWith(
                        "checkpoint.pth: it has no dictionary 'model', but epoch, arch, best, accuracy, shape, "
                                + "device, history, state_dict, ...");
    }

    @Test
    void publishedLegacyWeightsEqualTheSafetensorsBesideThem() {
        Path legacy = SharedFolder.path("data/weights/resnet32-d509ac18.th");
        Path safetensors = SharedFolder.path("data/weights/resnet32-d509ac18.safetensors");
        try (TorchFile file = TorchFile.open(legacy);
                SafetensorsFile expected = SafetensorsFile.open(safetensors)) {
            Map<String, Tensor> tensors = StateDict.of(file.tensors()).tensors();

            assertThat(file.leftOut()).containsExactly("best_prec1");
            assertThat(tensors.keySet()).isEqualTo(expected.tensors().keySet()).hasSize(157);
            Set<String> different = new LinkedHashSet<>();
            tensors.forEach((name, tensor) -> {
                if (!tensor.equal(expected.tensor(name))) {
                    different.add(name);
                }
            });
            assertThat(different).isEmpty();
        }
    }

    private static long[] shape(long... sizes) {
        return sizes;
    }

    private static void check(
            Map<String, Tensor> tensors, String name, ElementType type, long[] shape, double... values) {
        Tensor tensor = Objects.requireNonNull(tensors.get(name));
        assertThat(ElementType.of(tensor.scalar_type())).as(name).isEqualTo(type);
        assertThat(tensor.dim()).as(name).isEqualTo(shape.length);
        for (int dimension = 0; dimension < shape.length; dimension++) {
            assertThat(tensor.size(dimension)).as(name).isEqualTo(shape[dimension]);
        }
        assertThat(HostArrays.doubles(tensor)).as(name).containsExactly(values);
    }

    static Path resource(String name) {
        try {
            return Path.of(Objects.requireNonNull(TorchFileTest.class.getResource(name))
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
