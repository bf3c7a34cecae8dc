package io.github.ncl4j.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.ncl4j.torch.EngineScope;
import io.github.ncl4j.torch.HostArrays;
import org.assertj.core.data.Offset;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(EngineScope.class)
class MutualDistillationTest {

    private static final double LN2 = Math.log(2);

    /** The student's logarithm is that of p + 1e-9. */
    private static final Offset<Double> EPSILON = within(1e-8);

    private static double[] of(double[] logits, long... shape) {
        return HostArrays.doubles(MutualDistillation.divergence(Gradients.logits(logits, shape)));
    }

    @Test
    void eachTeachersCategoriesAddUpToItsDivergence() {
        // p = (1/2, 1/4, 1/4), q = (1/4, 1/4, 1/2): category 0 adds 1/2 ln 2 to KL(p || q), category 2 adds 1/4 ln 1/2.
        assertThat(of(new double[] {LN2, 0, 0, 0, 0, LN2}, 2, 1, 3))
                .containsExactly(new double[] {LN2 / 2, 0, -LN2 / 4, -LN2 / 4, 0, LN2 / 2}, EPSILON);
    }

    @Test
    void aTeacherTeachesEveryOther() {
        // p, p and q of the example above. The first p teaches the second nothing, q teaches both the same.
        assertThat(of(new double[] {LN2, 0, 0, LN2, 0, 0, 0, 0, LN2}, 3, 1, 3))
                .containsExactly(new double[] {LN2 / 2, 0, -LN2 / 4, LN2 / 2, 0, -LN2 / 4, -LN2 / 2, 0, LN2}, EPSILON);
    }

    @Test
    void whereTheTeachersProbabilityUnderflowsValueAndGradientAreZero() {
        // exp(-2000) is 0, and by way of its logarithm the derivative of p log p would be NaN. The student is of
        // another
        // opinion there, which costs nothing, for the teacher says nothing.
        Tensor logits =
                Gradients.logits(new double[] {2000, 0, 0, LN2, 0, 0}, 2, 1, 3).set_requires_grad(true);

        Tensor divergence = MutualDistillation.divergence(logits);
        divergence.select(0, 0).sum().backward();

        // KL((1, 0, 0) || (1/2, 1/4, 1/4)) = ln 2; its slope at the student's logits is q - p.
        assertThat(HostArrays.doubles(divergence.select(0, 0))).containsExactly(new double[] {LN2, 0, 0}, EPSILON);
        assertThat(HostArrays.doubles(logits.grad())).containsExactly(new double[] {0, 0, 0, -.5, .25, .25}, EPSILON);
    }
}
