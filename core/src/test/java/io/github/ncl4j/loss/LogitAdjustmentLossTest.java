package io.github.ncl4j.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.ncl4j.config.LossConfig;
import io.github.ncl4j.torch.EngineScope;
import io.github.ncl4j.torch.HostArrays;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(EngineScope.class)
class LogitAdjustmentLossTest {

    private static LogitAdjustmentLoss of(double tau, int... classCounts) {
        return new LogitAdjustmentLoss(
                new LossConfig.LogitAdjustment(tau), classCounts, new Device(torch.DeviceType.CPU));
    }

    @Test
    void theSharesOfTheClassesAreRaisedToTau() {
        // Counts (4, 2, 2): shares (1/2, 1/4, 1/4), squared in proportion (4, 1, 1). A model that says nothing has 4/6,
        // 1/6.
        Tensor logits = Gradients.logits(new double[6], 1, 2, 3);
        try (LogitAdjustmentLoss loss = of(2, 4, 2, 2)) {
            double[] perImage = HostArrays.doubles(loss.perImage(logits, HostArrays.tensor(new long[] {0, 2})));

            assertThat(perImage).containsExactly(new double[] {Math.log(1.5), Math.log(6)}, within(1e-6));
        }
    }

    @Test
    void tauOneIsBalancedSoftmax() {
        Tensor targets = HostArrays.tensor(new long[] {0, 2});
        Tensor logits = Gradients.logits(Gradients.random(7, 12), 2, 2, 3);
        try (LogitAdjustmentLoss loss = of(1, 60, 30, 10);
                BalancedSoftmaxLoss balanced =
                        new BalancedSoftmaxLoss(new int[] {60, 30, 10}, new Device(torch.DeviceType.CPU))) {
            assertThat(loss.forward(logits, targets).total().item_double())
                    .isCloseTo(balanced.forward(logits, targets).total().item_double(), within(1e-6));
        }
    }
}
