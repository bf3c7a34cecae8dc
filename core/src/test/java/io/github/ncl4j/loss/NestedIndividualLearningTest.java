package io.github.ncl4j.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.ncl4j.torch.EngineScope;
import io.github.ncl4j.torch.HostArrays;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(EngineScope.class)
class NestedIndividualLearningTest {

    private static double crossEntropy(double[] logits, int experts, long... targets) {
        Tensor z = Gradients.logits(logits, experts, targets.length, logits.length / targets.length / experts);
        return NestedIndividualLearning.crossEntropy(z, HostArrays.tensor(targets))
                .item_double();
    }

    @Test
    void theMeanOverImagesOfMinusTheLogarithmOfTheTargetsProbability() {
        // Probabilities (1/2, 1/4, 1/4) for both images.
        double[] logits = {Math.log(2), 0, 0, Math.log(2), 0, 0};

        assertThat(crossEntropy(logits, 1, 0, 2)).isCloseTo((Math.log(2) + Math.log(4)) / 2, within(1e-15));
    }

    @Test
    void expertsAddUp() {
        // Expert 0 gives the target 1/2, expert 1 gives it 1/3: ln 2 + ln 3 = ln 6.
        double[] logits = {Math.log(2), 0, 0, 0, 0, 0};

        assertThat(crossEntropy(logits, 2, 0)).isCloseTo(Math.log(6), within(1e-15));
    }

    @Test
    void aCategoryOutsideTheHardOnesStillCountsAsALogitOfZero() {
        // (ln 6, ln 3, ln 1) times the mask (1, 0, 1) is (ln 6, 0, 0): 6/8, not the 6/7 of a softmax over the subset.
        assertThat(crossEntropy(new double[] {Math.log(6), 0, 0}, 1, 0)).isCloseTo(Math.log(8 / 6.0), within(1e-15));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void theGradientIsTheSlope(long seed) {
        Tensor targets = HostArrays.tensor(new long[] {0, 2});
        Gradients.check(
                z -> NestedIndividualLearning.crossEntropy(z, targets), Gradients.random(seed, 3 * 2 * 3), 3, 2, 3);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void aConstantAddedToAllLogitsOfAnImageChangesNothing(long seed) {
        double[] logits = Gradients.random(seed, 3);
        double[] shifted = {logits[0] + 5, logits[1] + 5, logits[2] + 5};

        assertThat(crossEntropy(shifted, 1, 1)).isCloseTo(crossEntropy(logits, 1, 1), within(1e-13));
    }

    @Test
    void plainCrossEntropyIsThisTermOnTheRawLogits() {
        Tensor logits = Gradients.logits(new double[] {Math.log(2), 0, 0, 0, 0, 0}, 2, 1, 3);
        try (CrossEntropyLoss loss = new CrossEntropyLoss()) {
            Objective.Value value = loss.forward(logits, HostArrays.tensor(new long[] {0}));

            assertThat(value.total().item_double()).isCloseTo(Math.log(6), within(1e-15));
            assertThat(value.parts()).isEqualTo(Map.of("ce", value.total()));
        }
    }

    @Test
    void plainCrossEntropysGradientIsTheSlope() {
        Tensor targets = HostArrays.tensor(new long[] {0, 2});
        try (CrossEntropyLoss loss = new CrossEntropyLoss()) {
            Gradients.check(z -> loss.forward(z, targets).total(), Gradients.random(4, 2 * 2 * 3), 2, 2, 3);
        }
    }
}
