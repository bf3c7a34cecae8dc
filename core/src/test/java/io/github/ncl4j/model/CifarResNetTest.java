package io.github.ncl4j.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.ncl4j.torch.EngineScope;
import io.github.ncl4j.torch.HostArrays;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(EngineScope.class)
class CifarResNetTest {

    private static Weights weights() {
        return new Weights(new Device(torch.DeviceType.CPU));
    }

    /** The published sizes of the family, less the 650 parameters of their classifier of ten classes. */
    @ParameterizedTest
    @CsvSource({"20, 269722", "32, 464154", "44, 658586", "56, 853018", "110, 1727962"})
    void theFamilyHasThePublishedSizes(int depth, long published) {
        try (Weights weights = weights()) {
            new CifarResNet(weights, depth, 2);

            long parameters = weights.parameters().values().stream()
                    .mapToLong(Tensor::numel)
                    .sum();
            assertThat(parameters).isEqualTo(published - 650);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 7, 18, 33, 34})
    void otherDepthsAreRefused(int depth) {
        try (Weights weights = weights()) {
            assertThatThrownBy(() -> new CifarResNet(weights, depth, 2))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("a CIFAR ResNet has 6n + 2 layers, not " + depth);
        }
    }

    @Test
    void namesAreThoseOfPyTorch() {
        try (Weights weights = weights()) {
            new CifarResNet(weights, 8, 2);

            assertThat(weights.parameters().keySet())
                    .startsWith(
                            "conv1.weight",
                            "bn1.weight",
                            "bn1.bias",
                            "layer1.0.conv1.weight",
                            "layer1.0.bn1.weight",
                            "layer1.0.bn1.bias",
                            "layer1.0.conv2.weight",
                            "layer1.0.bn2.weight",
                            "layer1.0.bn2.bias",
                            "layer2.0.conv1.weight")
                    .as("a convolution and a norm, then four layers and no shortcut in each stage")
                    .hasSize(3 + 3 * 6);
            assertThat(weights.buffers().keySet())
                    .startsWith("bn1.running_mean", "bn1.running_var", "layer1.0.bn1.running_mean")
                    .hasSize(2 * 7);
        }
    }

    @Test
    void theShortcutTakesEverySecondPixelAndPadsNewChannelsOnBothSides() {
        try (Weights weights = weights();
                NoGradGuard noGrad = new NoGradGuard()) {
            CifarResNet network = new CifarResNet(weights, 8, 2);
            // Red passes into channel 0, and every residual is zero: what comes out is what the shortcuts do.
            weights.parameters().get("conv1.weight").zero_();
            weights.parameters()
                    .get("conv1.weight")
                    .select(0, 0)
                    .select(0, 0)
                    .select(0, 1)
                    .select(0, 1)
                    .fill_(new Scalar(1f));
            for (int stage = 1; stage <= 3; stage++) {
                weights.parameters().get("layer" + stage + ".0.bn2.weight").zero_();
            }
            float[] pixels = new float[3 * 64];
            for (int i = 0; i < 64; i++) {
                pixels[i] = i;
            }

            Tensor maps = network.forward(HostArrays.tensor(pixels).view(1, 3, 8, 8), false);

            // 16 channels become 32 with 8 zeros before, then 64 with 16 zeros before: channel 0 is channel 24 at last.
            float norm = (float) (1 / Math.sqrt(1 + 1e-5));
            float[] expected = new float[64 * 4];
            float[] kept = {0, 4, 4 * 8, 4 * 8 + 4};
            for (int i = 0; i < 4; i++) {
                expected[24 * 4 + i] = kept[i] * norm;
            }
            assertThat(HostArrays.floats(maps)).containsExactly(expected, within(1e-5f));
        }
    }

    @ParameterizedTest
    @CsvSource({"32, 32, 8, 8", "28, 28, 7, 7", "9, 5, 3, 2", "1, 1, 1, 1"})
    void eachOfTwoStagesHalvesTheSizeAndRoundsUp(int height, int width, int outHeight, int outWidth) {
        try (Weights weights = weights()) {
            Tensor maps = new CifarResNet(weights, 8, 2).forward(torch.zeros(2, 3, height, width), false);

            assertThat(maps.dim()).isEqualTo(4);
            assertThat(new long[] {maps.size(0), maps.size(1), maps.size(2), maps.size(3)})
                    .containsExactly(2, 64, outHeight, outWidth);
        }
    }

    @Test
    void aLastStrideOfOneLeavesTheLastStageAtTheSizeOfTheOneBefore() {
        try (Weights weights = weights()) {
            Tensor maps = new CifarResNet(weights, 8, 1).forward(torch.zeros(2, 3, 32, 32), false);

            assertThat(maps.sizes().vec().get()).containsExactly(2, 64, 16, 16);
        }
    }
}
