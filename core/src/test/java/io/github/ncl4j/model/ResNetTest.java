package io.github.ncl4j.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.ncl4j.config.ModelConfig;
import io.github.ncl4j.torch.EngineScope;
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
class ResNetTest {

    private static Weights weights() {
        return new Weights(new Device(torch.DeviceType.CPU));
    }

    /**
     * The published sizes of torchvision's models, less their classifier of 1,000 classes. ResNet-10 by hand: the stem has 9,408
     * + 128, the stages 73,984, 230,144, 919,040 and 3,673,088.
     */
    @ParameterizedTest
    @CsvSource({
        "RESNET10, 4905792, 512",
        "RESNET18, 11176512, 512",
        "RESNET34, 21284672, 512",
        "RESNET50, 23508032, 2048",
        "RESNET101, 42500160, 2048",
        "RESNET152, 58143808, 2048",
        "RESNEXT50_32X4D, 22979904, 2048"
    })
    void theFamilyHasThePublishedSizes(ModelConfig.ResNet network, long published, int features) {
        try (Weights weights = weights()) {
            new ResNet(weights, network, 2);

            long parameters = weights.parameters().values().stream()
                    .mapToLong(Tensor::numel)
                    .sum();
            assertThat(parameters).isEqualTo(published);
            assertThat(ResNet.features(network)).isEqualTo(features);
        }
    }

    @Test
    void namesAreThoseOfTorchvision() {
        try (Weights weights = weights()) {
            new ResNet(weights, ModelConfig.ResNet.RESNET18, 2);

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
                            "layer1.1.conv1.weight")
                    .contains("layer2.0.downsample.0.weight", "layer2.0.downsample.1.bias")
                    .as("20 convolutions with a norm each")
                    .hasSize(20 * 3);
            assertThat(weights.buffers()).hasSize(20 * 2).containsKey("layer4.0.downsample.1.running_var");
        }
    }

    /** 32 groups of 4 channels in the first stage, of 32 in the last. */
    @Test
    void groupsOfResNeXtSeeTheirOwnChannelsAlone() {
        try (Weights weights = weights()) {
            new ResNet(weights, ModelConfig.ResNet.RESNEXT50_32X4D, 2);

            assertThat(shape(weights, "layer1.0.conv2.weight")).containsExactly(128, 4, 3, 3);
            assertThat(shape(weights, "layer4.2.conv2.weight")).containsExactly(1024, 32, 3, 3);
            assertThat(shape(weights, "layer4.2.conv3.weight")).containsExactly(2048, 1024, 1, 1);
        }
    }

    private static long[] shape(Weights weights, String name) {
        return weights.parameters().get(name).sizes().vec().get();
    }

    /** Stem and three stages halve the size, rounded up; with a last stride of 1, two stages do. */
    @ParameterizedTest
    @CsvSource({
        "RESNET10, 224, 224, 2, 7, 7",
        "RESNET10, 224, 224, 1, 14, 14",
        "RESNET10, 33, 47, 2, 2, 2",
        "RESNET10, 33, 47, 1, 3, 3",
        "RESNET10, 1, 1, 2, 1, 1",
        "RESNEXT50_32X4D, 64, 64, 2, 2, 2",
        "RESNEXT50_32X4D, 64, 64, 1, 4, 4"
    })
    void mapsAreSmallerByAFactorOf32Or16(
            ModelConfig.ResNet network, int height, int width, int lastStride, int outHeight, int outWidth) {
        try (Weights weights = weights();
                NoGradGuard noGrad = new NoGradGuard()) {
            Tensor maps = new ResNet(weights, network, lastStride).forward(torch.zeros(2, 3, height, width), false);

            assertThat(maps.sizes().vec().get()).containsExactly(2, ResNet.features(network), outHeight, outWidth);
        }
    }

    /** PyTorch's default: the standard deviation of a uniform distribution in +-1 / sqrt(fan_in). */
    @Test
    void convolutionsStartUniform() {
        torch.manual_seed(1);
        try (Weights weights = weights()) {
            new ResNet(weights, ModelConfig.ResNet.RESNEXT50_32X4D, 2);

            List.of("conv1.weight", "layer1.0.conv1.weight", "layer4.0.conv2.weight")
                    .forEach(name -> {
                        Tensor weight = weights.parameters().get(name);
                        double bound = Math.sqrt((double) weight.size(0) / weight.numel());
                        double largest = weight.abs().max().item_double();
                        assertThat(largest).as(name).isBetween(0.99 * bound, bound * (1 + 1e-6));
                        double deviation = weight.square().mean().sqrt().item_double();
                        assertThat(deviation).as(name).isCloseTo(bound / Math.sqrt(3), within(0.03 * bound));
                    });
            assertThat(weights.parameters()
                            .get("layer1.0.bn3.weight")
                            .eq(new Scalar(1f))
                            .all()
                            .item_bool())
                    .isTrue();
        }
    }
}
