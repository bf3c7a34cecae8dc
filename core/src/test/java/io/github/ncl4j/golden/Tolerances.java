package io.github.ncl4j.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;

/**
 * How tight golden numbers are compared: the table in section 1 of the golden NOTES.md, stated once. "Scale" is the largest
 * absolute element of the stored tensor.
 */
public final class Tolerances {

    /** heads, optimizer, running statistics: times scale. */
    public static final double STATE = 1e-5;

    /** Learning rates: relative. */
    public static final double LEARNING_RATE = 1e-12;

    /** loss.* in float64: times the total. */
    public static final double LOSS_FLOAT64 = 1e-7;

    /** loss.contrastive in float32: the keys in the queue, absolute. */
    public static final double QUEUE = 1e-6;

    /** loss.contrastive in float32: the loss, relative. */
    public static final double CONTRASTIVE = 1e-5;

    /** train, gradients before the first update: relative difference of L2 norms. */
    public static final double TRAIN_GRADIENT = 1e-2;

    /** backbone efficientnet: a gradient's norm counts for at least this part of the largest. */
    public static final double NEGLIGIBLE = 1e-3;

    /** pretrained: features and logits, times scale. */
    public static final double PRETRAINED = 1e-4;

    private Tolerances() {}

    /** loss.NIL_NBOD(_plus) in float32, total and parts. */
    public static double lossFloat32(GoldenCase golden, double total) {
        return Math.max(
                5 * golden.json().path("float32_noise").path("total_diff").asDouble(), 1e-6 * Math.abs(total));
    }

    /** loss.NIL_NBOD(_plus) in float32, gradients elementwise. */
    public static double lossGradient(GoldenCase golden, double scale) {
        JsonNode noise = golden.json().path("float32_noise");
        return Math.max(5 * noise.path("max_abs_grad_diff_f32_vs_f64").asDouble(), 1e-6 * scale);
    }

    /** backbone, pooled features; {@code mode} is train or eval. */
    public static double pooled(GoldenCase golden, String mode, double scale) {
        JsonNode noise = golden.json().path("float32_noise").path(mode);
        return Math.max(10 * noise.path("pooled_rel").asDouble(), 1e-5) * scale;
    }

    /** backbone, relative difference of gradient norms; {@code mode} is train or eval. */
    public static double gradientNorm(GoldenCase golden, String mode) {
        JsonNode noise = golden.json().path("float32_noise").path(mode);
        return Math.max(10 * noise.path("grad_norm_rel_max").asDouble(), 1e-4);
    }

    /**
     * backbone efficientnet, relative difference of gradient norms, of which those that are nothing but rounding are taken for {@link
     * #NEGLIGIBLE} times the largest; {@code mode} is train or eval.
     */
    public static double efficientNetGradientNorm(GoldenCase golden, String mode) {
        return Math.max(gradientNorm(golden, mode), 1e-3);
    }

    /** train, the loss of step {@code step}, 1-based, before its update. */
    public static double trainLoss(GoldenCase golden, int step, double loss) {
        JsonNode noise = golden.json().path("float32_noise").path("loss_abs_diff_f32_vs_f64");
        double largest = 0;
        for (int s = 0; s < step; s++) {
            largest = Math.max(largest, noise.path(s).asDouble());
        }
        return Math.max(10 * largest, 1e-5 * loss);
    }

    /** train, relative difference of the L2 norms of parameters and buffers after {@code step} steps. */
    public static double trainState(GoldenCase golden, int step) {
        double largest = 0;
        for (Map.Entry<String, JsonNode> noise :
                golden.json().path("float32_noise").path("state_norm_rel_max").properties()) {
            if (Integer.parseInt(noise.getKey()) <= step) {
                largest = Math.max(largest, noise.getValue().asDouble());
            }
        }
        return Math.max(10 * largest, 1e-5);
    }

    /** The largest absolute element. */
    public static double scale(double[] values) {
        double scale = 0;
        for (double value : values) {
            scale = Math.max(scale, Math.abs(value));
        }
        return scale;
    }

    /** Compares elementwise. */
    public static void assertClose(String what, double[] actual, double[] expected, double tolerance) {
        assertThat(actual).as(what).hasSameSizeAs(expected);
        for (int i = 0; i < expected.length; i++) {
            assertThat(actual[i]).as("%s, element %d", what, i).isCloseTo(expected[i], within(tolerance));
        }
    }

    /**
     * Compares a tensor with its stored {@code [sum, L2 norm]}: the norm relatively, the sum, which cancels, against the norm
     * times the root of the number of elements.
     */
    public static void assertStatistics(
            String what, double[] actual, double expectedSum, double expectedNorm, double tolerance) {
        assertStatistics(what, actual, expectedSum, expectedNorm, tolerance, 0);
    }

    /** Compares against a norm that counts for at least {@code leastNorm}. */
    public static void assertStatistics(
            String what, double[] actual, double expectedSum, double expectedNorm, double tolerance, double leastNorm) {
        double against = tolerance * Math.max(expectedNorm, leastNorm);
        double sum = 0;
        double squares = 0;
        for (double value : actual) {
            sum += value;
            squares += value * value;
        }
        assertThat(Math.sqrt(squares)).as("%s, L2 norm", what).isCloseTo(expectedNorm, within(against));
        double bound = against * Math.sqrt(actual.length);
        assertThat(sum).as("%s, sum", what).isCloseTo(expectedSum, within(bound));
    }
}
