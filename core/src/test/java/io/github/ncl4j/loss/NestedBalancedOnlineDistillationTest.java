package io.github.ncl4j.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.ncl4j.torch.EngineScope;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(EngineScope.class)
class NestedBalancedOnlineDistillationTest {

    private static final double LN2 = Math.log(2);

    /** The student's logarithm is that of p + 1e-9, which moves a divergence by some 1e-9 per category. */
    private static final Offset<Double> EPSILON = within(2e-8);

    private static double of(double[] logits, long... shape) {
        return NestedBalancedOnlineDistillation.of(Gradients.logits(logits, shape))
                .item_double();
    }

    @Test
    void twoExpertsTeachEachOther() {
        // p = (1/2, 1/4, 1/4), q = (1/4, 1/4, 1/2): KL(p || q) = 1/2 ln 2 - 1/4 ln 2 = 1/4 ln 2, and so is KL(q || p).
        double[] logits = {LN2, 0, 0, 0, 0, LN2};

        assertThat(of(logits, 2, 1, 3)).isCloseTo(LN2 / 2, EPSILON);
    }

    @Test
    void threeExpertsAreSixPairsDividedByTwo() {
        // p, p and q of the example above: the pairs (p, p) give nothing, the four of p and q 1/4 ln 2 each.
        double[] logits = {LN2, 0, 0, LN2, 0, 0, 0, 0, LN2};

        assertThat(of(logits, 3, 1, 3)).isCloseTo(LN2 / 2, EPSILON);
    }

    @Test
    void imagesAreAveraged() {
        // Image 0 is the example above, image 1 has experts of one opinion.
        double[] logits = {LN2, 0, 0, 1, 2, 3, 0, 0, LN2, 1, 2, 3};

        assertThat(of(logits, 2, 2, 3)).isCloseTo(LN2 / 4, EPSILON);
    }

    @Test
    void aLoneExpertHasNobodyToLearnFrom() {
        double[] logits = Gradients.random(1, 6);

        assertThat(of(logits, 1, 2, 3)).isZero();
        assertThat(Gradients.of(NestedBalancedOnlineDistillation::of, logits, 1, 2, 3))
                .containsOnly(0);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4})
    void theGradientFlowsThroughBothSides(int experts) {
        Gradients.check(
                NestedBalancedOnlineDistillation::of, Gradients.random(experts, experts * 2 * 3), experts, 2, 3);
    }

    @Test
    void certaintyThatUnderflowsHasAFiniteGradient() {
        // softmax gives exactly 0 here, where the derivative of p log p by way of log(0) would be NaN.
        double[] gradient =
                Gradients.of(NestedBalancedOnlineDistillation::of, new double[] {2000, 0, 0, 0, 2000, 0}, 2, 1, 3);

        for (double component : gradient) {
            assertThat(component).isFinite();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void itIsPositiveAndSymmetricAndBlindToShifts(long seed) {
        double[] a = Gradients.random(seed, 3);
        double[] b = Gradients.random(seed + 100, 3);
        double divergence = of(new double[] {a[0], a[1], a[2], b[0], b[1], b[2]}, 2, 1, 3);

        assertThat(divergence).isPositive();
        assertThat(of(new double[] {b[0], b[1], b[2], a[0], a[1], a[2]}, 2, 1, 3))
                .as("experts swapped")
                .isCloseTo(divergence, within(1e-12));
        assertThat(of(new double[] {a[0] + 3, a[1] + 3, a[2] + 3, b[0], b[1], b[2]}, 2, 1, 3))
                .as("one expert's logits shifted")
                .isCloseTo(divergence, within(1e-12));
        assertThat(of(new double[] {a[0], a[1], a[2], a[0], a[1], a[2]}, 2, 1, 3))
                .as("experts of one opinion")
                .isCloseTo(0, EPSILON);
    }
}
