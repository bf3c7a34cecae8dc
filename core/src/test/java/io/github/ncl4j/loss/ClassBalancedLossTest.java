package io.github.ncl4j.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.ncl4j.config.LossConfig;
import io.github.ncl4j.torch.EngineScope;
import io.github.ncl4j.torch.HostArrays;
import java.util.Arrays;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(EngineScope.class)
class ClassBalancedLossTest {

    @Test
    void anImageCountsAsTheInverseOfTheEffectiveNumberOfItsClass() {
        // beta 1/2 and counts (1, 2, 3): E = (1, 3/2, 7/4), 1/E = (21, 14, 12)/21, with the mean 1 (63, 42, 36)/47.
        Tensor logits = Gradients.logits(new double[9], 1, 3, 3);
        try (ClassBalancedLoss loss = new ClassBalancedLoss(
                new LossConfig.ClassBalanced(LossConfig.ClassBalanced.Base.CROSS_ENTROPY, 0, 0.5),
                new int[] {1, 2, 3},
                new Device(torch.DeviceType.CPU))) {
            double[] perImage = HostArrays.doubles(loss.perImage(logits, HostArrays.tensor(new long[] {0, 1, 2})));

            double ln3 = Math.log(3);
            assertThat(perImage)
                    .containsExactly(new double[] {63 * ln3 / 47, 42 * ln3 / 47, 36 * ln3 / 47}, within(1e-7));
        }
    }

    @Test
    void theWeightsHaveTheMeanOne() {
        for (double beta : new double[] {0, 0.9, 0.9999, 0.9999999999}) {
            double[] weights = EffectiveNumber.weights(new int[] {5000, 70, 3, 1}, beta);

            assertThat(Arrays.stream(weights).average()).hasValueCloseTo(1.0, within(1e-12));
            assertThat(weights).isSorted();
        }
    }

    @Test
    void theWeightsGoFromAllAlikeToTheInverseOfTheCounts() {
        assertThat(EffectiveNumber.weights(new int[] {4, 2, 1}, 0)).containsExactly(1, 1, 1);
        // 1/n = (1, 2, 4)/4, with the mean 1 (3, 6, 12)/7.
        assertThat(EffectiveNumber.weights(new int[] {4, 2, 1}, 1 - 1e-12))
                .containsExactly(new double[] {3 / 7.0, 6 / 7.0, 12 / 7.0}, within(1e-10));
    }
}
