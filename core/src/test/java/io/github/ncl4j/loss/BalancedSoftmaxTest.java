package io.github.ncl4j.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.ncl4j.image.UserException;
import io.github.ncl4j.torch.EngineScope;
import io.github.ncl4j.torch.HostArrays;
import org.assertj.core.data.Offset;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(EngineScope.class)
class BalancedSoftmaxTest {

    /** The logarithms of the counts are float32. */
    private static final Offset<Double> FLOAT32 = within(2e-7);

    private static BalancedSoftmax of(int... classCounts) {
        return new BalancedSoftmax(classCounts, new Device(torch.DeviceType.CPU));
    }

    @Test
    void aModelThatSaysNothingPredictsTheClassFrequencies() {
        try (BalancedSoftmax balancedSoftmax = of(6, 3, 1)) {
            Tensor balanced = balancedSoftmax.balance(Gradients.logits(new double[3], 1, 3));

            assertThat(HostArrays.doubles(balanced.softmax(1))).containsExactly(new double[] {.6, .3, .1}, FLOAT32);
        }
    }

    @Test
    void theCountsThemselvesAreAddedNotThePriors() {
        try (BalancedSoftmax balancedSoftmax = of(6, 3, 1)) {
            Tensor balanced = balancedSoftmax.balance(Gradients.logits(new double[] {1, 2, 3}, 1, 1, 3));

            assertThat(HostArrays.doubles(balanced))
                    .containsExactly(new double[] {1 + Math.log(6), 2 + Math.log(3), 3}, FLOAT32);
        }
    }

    @Test
    void theGradientIsThatOfTheShiftedCrossEntropy() {
        Tensor targets = HostArrays.tensor(new long[] {0, 2});
        try (BalancedSoftmax balancedSoftmax = of(6, 3, 1)) {
            Gradients.check(
                    z -> NestedIndividualLearning.crossEntropy(balancedSoftmax.balance(z), targets),
                    Gradients.random(1, 6),
                    1,
                    2,
                    3);
        }
    }

    @Test
    void equalCountsChangeNoCrossEntropy() {
        Tensor targets = HostArrays.tensor(new long[] {0, 2});
        Tensor logits = Gradients.logits(Gradients.random(2, 6), 1, 2, 3);
        try (BalancedSoftmax balancedSoftmax = of(7, 7, 7)) {
            assertThat(NestedIndividualLearning.crossEntropy(balancedSoftmax.balance(logits), targets)
                            .item_double())
                    .isCloseTo(
                            NestedIndividualLearning.crossEntropy(logits, targets)
                                    .item_double(),
                            within(1e-14));
        }
    }

    @Test
    void aClassWithoutImagesIsRefused() {
        assertThatThrownBy(() -> of(6, 0, 1))
                .isInstanceOf(UserException.class)
                .hasMessage("class 1 has 0 training images; every class needs at least one for the logarithm of its"
                        + " count");
    }
}
