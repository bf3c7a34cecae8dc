package io.github.ncl4j.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.ncl4j.data.RandomStream;
import io.github.ncl4j.torch.HostArrays;
import java.util.Arrays;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Tensor;

/** Float64 logits, and the comparison of gradients with central finite differences. */
final class Gradients {

    private static final double STEP = 1e-5;

    /** Truncation is of order STEP squared, cancellation of 1e-16 / STEP. */
    private static final double TOLERANCE = 1e-8;

    private Gradients() {}

    /** A float64 tensor without gradient. */
    static Tensor logits(double[] values, long... shape) {
        return Tensor.create(values).view(shape);
    }

    /** Seeded logits of a usual size, in (-4, 4). */
    static double[] random(long seed, int length) {
        RandomStream random = RandomStream.of(seed);
        double[] values = new double[length];
        Arrays.setAll(values, i -> 8 * random.nextDouble() - 4);
        return values;
    }

    /** The gradient of a scalar function of logits. */
    static double[] of(UnaryOperator<Tensor> function, double[] values, long... shape) {
        Tensor logits = logits(values, shape).set_requires_grad(true);
        function.apply(logits).backward();
        return HostArrays.doubles(logits.grad());
    }

    /** Checks the gradient of a scalar function, component by component. */
    static void check(UnaryOperator<Tensor> function, double[] values, long... shape) {
        double[] gradient = of(function, values, shape);
        for (int i = 0; i < values.length; i++) {
            double slope = (at(function, values, i, STEP, shape) - at(function, values, i, -STEP, shape)) / (2 * STEP);
            assertThat(gradient[i]).as("gradient of logit %d", i).isCloseTo(slope, within(TOLERANCE));
        }
    }

    private static double at(UnaryOperator<Tensor> function, double[] values, int i, double step, long... shape) {
        double[] moved = values.clone();
        moved[i] += step;
        return function.apply(logits(moved, shape)).item_double();
    }
}
