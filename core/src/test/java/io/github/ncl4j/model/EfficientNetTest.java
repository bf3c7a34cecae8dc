package io.github.ncl4j.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.ncl4j.config.ModelConfig;
import io.github.ncl4j.config.ModelConfig.MemoryFormat;
import io.github.ncl4j.distributed.BatchNormalization;
import io.github.ncl4j.torch.EngineScope;
import io.github.ncl4j.torch.HostArrays;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@ExtendWith(EngineScope.class)
class EfficientNetTest {

    private static Weights weights() {
        return new Weights(new Device(torch.DeviceType.CPU));
    }

    private static EfficientNet lite0(Weights weights, double dropConnect) {
        return new EfficientNet(weights, ModelConfig.EfficientNet.EFFICIENTNET_LITE0, 2, dropConnect);
    }

    /** The published sizes, without the 1,281,000 parameters of their classifier. */
    @ParameterizedTest
    @CsvSource({
        "EFFICIENTNET_LITE0, 4652008, 16",
        "EFFICIENTNET_LITE1, 5416680, 21",
        "EFFICIENTNET_LITE2, 6092072, 21",
        "EFFICIENTNET_LITE3, 8197096, 24",
        "EFFICIENTNET_LITE4, 13006568, 30"
    })
    void theFamilyHasThePublishedSizes(ModelConfig.EfficientNet network, long published, int blocks) {
        try (Weights weights = new Weights(new Device(torch.DeviceType.CPU)).withoutDraws()) {
            new EfficientNet(weights, network, 2, 0);

            assertThat(weights.parameters().values().stream()
                            .mapToLong(Tensor::numel)
                            .sum())
                    .isEqualTo(published - 1_281_000);
            assertThat(EfficientNet.blockStrides(network, 2)).hasSize(blocks);
        }
    }

    @Test
    void namesAreThePublishedOnes() {
        try (Weights weights = weights()) {
            lite0(weights, 0);

            assertThat(weights.parameters().keySet())
                    .startsWith(
                            "_conv_stem.weight",
                            "_bn0.weight",
                            "_bn0.bias",
                            "_blocks.0._depthwise_conv.weight",
                            "_blocks.0._bn1.weight")
                    .contains("_blocks.15._expand_conv.weight", "_blocks.15._bn0.weight")
                    .endsWith("_conv_head.weight", "_bn1.weight", "_bn1.bias");
            assertThat(weights.buffers()).hasSize(2 * 49).containsKey("_blocks.3._bn2.running_var");
        }
    }

    /** An odd size is rounded up at each of the five strides, as SAME does. */
    @ParameterizedTest
    @CsvSource({"64, 33, 2, 2, 2", "64, 33, 1, 4, 3", "1, 224, 2, 1, 7"})
    void mapsAreAThirtySecondOfTheImage(int height, int width, int lastStride, int outHeight, int outWidth) {
        try (Weights weights = weights();
                NoGradGuard noGrad = new NoGradGuard()) {
            EfficientNet network =
                    new EfficientNet(weights, ModelConfig.EfficientNet.EFFICIENTNET_LITE0, lastStride, 0);

            Tensor maps = network.forward(torch.randn(2, 3, height, width), false);

            assertThat(new long[] {maps.size(0), maps.size(1), maps.size(2), maps.size(3)})
                    .containsExactly(2, EfficientNet.FEATURES, outHeight, outWidth);
        }
    }

    /** A kernel of ones over ones counts the pixels that it sees: at an even size the one pixel of padding comes after. */
    @ParameterizedTest
    @CsvSource({"4, 3", "5, 3", "4, 5", "7, 5", "2, 5", "1, 3"})
    void samePaddingIsThatOfTensorFlow(int size, int kernel) {
        try (Weights weights = weights();
                NoGradGuard noGrad = new NoGradGuard()) {
            Convolution convolution = Convolution.same(weights, 1, 1, kernel, 2, 1);
            weights.parameters().get("weight").fill_(new Scalar(1));

            Tensor counted = convolution.forward(torch.ones(1, 1, size, size), false);

            assertThat(counted.size(2)).isEqualTo((size + 1) / 2);
            assertThat(HostArrays.doubles(counted)).isEqualTo(counts(size, kernel));
        }
    }

    /** The number of pixels in each window, rows times columns, by TensorFlow's formula: at size 4 and kernel 3, 9 and 6 and 6 and 4. */
    private static double[] counts(int size, int kernel) {
        int outputs = (size + 1) / 2;
        int before = Math.max((outputs - 1) * 2 + kernel - size, 0) / 2;
        double[] counts = new double[outputs * outputs];
        for (int i = 0; i < counts.length; i++) {
            counts[i] = seen(i / outputs * 2 - before, kernel, size) * seen(i % outputs * 2 - before, kernel, size);
        }
        return counts;
    }

    private static double seen(int from, int kernel, int size) {
        return Math.min(from + kernel, size) - Math.max(from, 0);
    }

    /** Where several processes train, every norm of the network asks them. */
    @Test
    void everyBatchNormIsTheProcesses() {
        List<Double> momenta = new ArrayList<>();
        BatchNormalization counting = (input, weight, bias, mean, variance, momentum, epsilon) -> {
            momenta.add(momentum);
            assertThat(epsilon).isEqualTo(1e-3);
            return BatchNormalization.OWN_BATCH.forward(input, weight, bias, mean, variance, momentum, epsilon);
        };
        try (Weights weights = new Weights(new Device(torch.DeviceType.CPU), MemoryFormat.CHANNELS_LAST, counting);
                NoGradGuard noGrad = new NoGradGuard()) {
            lite0(weights, 0).forward(torch.randn(2, 3, 32, 32), true);

            assertThat(momenta).hasSize(49).containsOnly(0.01);
        }
    }

    /** Draws come from the engine's generator, whose state a checkpoint holds, and in training alone. */
    @Test
    void stochasticDepthFollowsTheEnginesGenerator() {
        try (Weights weights = weights();
                NoGradGuard noGrad = new NoGradGuard()) {
            EfficientNet network = lite0(weights, 0.5);
            Tensor images = torch.randn(4, 3, 32, 32);

            assertThat(trained(network, images, 1)).isEqualTo(trained(network, images, 1));
            assertThat(trained(network, images, 1)).isNotEqualTo(trained(network, images, 2));
            assertThat(HostArrays.floats(network.forward(images, false)))
                    .isEqualTo(HostArrays.floats(network.forward(images, false)));
        }
    }

    private static float[] trained(EfficientNet network, Tensor images, long seed) {
        torch.manual_seed(seed);
        return HostArrays.floats(network.forward(images, true));
    }

    /** Weights start as TensorFlow's do: for a depthwise convolution the fan is its kernel of 9 pixels. */
    @Test
    void weightsStartByTheirFanOut() {
        try (Weights weights = weights()) {
            lite0(weights, 0);

            assertThat(deviation(weights, "_conv_head.weight")).isCloseTo(Math.sqrt(2.0 / 1280), within(1e-3));
            assertThat(deviation(weights, "_blocks.15._depthwise_conv.weight"))
                    .isCloseTo(Math.sqrt(2.0 / 9), within(2e-2));
        }
    }

    private static double deviation(Weights weights, String name) {
        return weights.parameters().get(name).std().item_double();
    }
}
