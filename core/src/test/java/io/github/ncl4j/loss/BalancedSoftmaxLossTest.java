package io.github.ncl4j.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.ncl4j.image.UserException;
import io.github.ncl4j.torch.EngineScope;
import io.github.ncl4j.torch.HostArrays;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(EngineScope.class)
class BalancedSoftmaxLossTest {

    private static BalancedSoftmaxLoss of(int... classCounts) {
        return new BalancedSoftmaxLoss(classCounts, new Device(torch.DeviceType.CPU));
    }

    @Test
    void aRareClassMustWinByAWiderMargin() {
        // Counts (6, 3, 1) and logits (0, ln 2, ln 3): n exp(z) = (6, 6, 3), of which classes 0 and 2 have 6/15 and
        // 3/15.
        Tensor logits =
                Gradients.logits(new double[] {0, Math.log(2), Math.log(3), 0, Math.log(2), Math.log(3)}, 1, 2, 3);
        try (BalancedSoftmaxLoss loss = of(6, 3, 1)) {
            Objective.Value value = loss.forward(logits, HostArrays.tensor(new long[] {0, 2}));

            assertThat(value.total().item_double()).isCloseTo((Math.log(2.5) + Math.log(5)) / 2, within(2e-7));
            assertThat(value.parts()).containsOnlyKeys("balanced_ce");
        }
    }

    @Test
    void theGradientIsTheSlope() {
        Tensor targets = HostArrays.tensor(new long[] {0, 2});
        try (BalancedSoftmaxLoss loss = of(6, 3, 1)) {
            Gradients.check(z -> loss.forward(z, targets).total(), Gradients.random(1, 12), 2, 2, 3);
        }
    }

    @Test
    void equalCountsMakePlainCrossEntropy() {
        Tensor targets = HostArrays.tensor(new long[] {0, 2});
        Tensor logits = Gradients.logits(Gradients.random(2, 12), 2, 2, 3);
        try (BalancedSoftmaxLoss loss = of(7, 7, 7);
                CrossEntropyLoss plain = new CrossEntropyLoss()) {
            assertThat(loss.forward(logits, targets).total().item_double())
                    .isCloseTo(plain.forward(logits, targets).total().item_double(), within(1e-13));
        }
    }

    @Test
    void aClassWithoutImagesIsRefused() {
        assertThatThrownBy(() -> of(6, 0, 1))
                .isInstanceOf(UserException.class)
                .hasMessageStartingWith("class 1 has 0 training images");
    }
}
