package io.github.ncl4j.evaluate;

import io.github.ncl4j.config.DataConfig;
import io.github.ncl4j.config.DeferredConfig;
import io.github.ncl4j.config.ExperimentConfig;
import io.github.ncl4j.config.LossConfig;
import io.github.ncl4j.data.Sampler;
import io.github.ncl4j.loss.EffectiveNumber;
import io.github.ncl4j.model.ModelDescription;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Under which frequencies of the classes the softmax of a model's raw logits holds, from how it was trained. In its last epoch the
 * model saw class {@code c} with the share {@code s_c} (by the sampler), with the weight {@code w_c} (class-balanced loss, deferred
 * re-weighting), and the loss added {@code b log pi_c} to its logit, with the class's share {@code pi_c} of the training images: b
 * is 1 for NCL, NCL++ and balanced softmax, tau for logit adjustment in the loss (Menon et al., ICLR 2021, equation 10), else 0.
 * Cross-entropy makes the softmax of what it sees hold under what was shown, so that the raw logits are left with
 *
 * <pre>  p_c in proportion to  s_c w_c pi_c^-b</pre>
 *
 * <p>With every image once and b = 1 that is uniform; with b = 0, that of the training images. Margins (LDAM), the focusing of the focal loss
 * and tau-normalisation shift logits by what is no prior, and are not counted.
 */
public final class LearntPrior {

    /** Rounding is all that may lie between two priors that are one. */
    private static final double SAME = 1e-6;

    private LearntPrior() {}

    /**
     * The prior that the training leaves.
     *
     * @throws IllegalArgumentException if a class has no training image
     */
    public static ClassPrior of(ModelDescription description) {
        int[] counts = description.classCountArray();
        ExperimentConfig config = description.config();
        ClassPrior training = ClassPrior.ofCounts(description.classCounts());
        double[] seen = shown(config, counts);
        double[] weights = weights(config, counts);
        Arrays.setAll(seen, c -> seen[c] * weights[c]);
        return ClassPrior.of(seen).adjusted(training, balance(config.loss()));
    }

    /** Whether that is the classes' shares of the training images: nothing in the training balances them. */
    public static boolean isOfTheTrainingImages(ModelDescription description) {
        double[] learnt = of(description).probabilities();
        double[] training = ClassPrior.ofCounts(description.classCounts()).probabilities();
        return IntStream.range(0, learnt.length).allMatch(c -> Math.abs(learnt[c] / training[c] - 1) < SAME);
    }

    /** The factor b of the logarithms of the class shares that a loss adds to the logits. */
    private static double balance(LossConfig loss) {
        if (loss instanceof LossConfig.LogitAdjustment adjustment) {
            return adjustment.tau();
        }
        boolean balanced = loss instanceof LossConfig.Ncl
                || loss instanceof LossConfig.NclPlus
                || loss instanceof LossConfig.BalancedSoftmax;
        return balanced ? 1 : 0;
    }

    private static double[] shown(ExperimentConfig config, int[] counts) {
        int epochs = config.train().epochs();
        boolean resampled =
                config.train().deferred() instanceof DeferredConfig.Resample resample && resample.fromEpoch() <= epochs;
        DataConfig.Sampler sampler =
                resampled ? new DataConfig.ClassBalanced() : config.data().sampler();
        return Sampler.shares(sampler, counts, epochs, epochs);
    }

    private static double[] weights(ExperimentConfig config, int[] counts) {
        if (config.loss() instanceof LossConfig.ClassBalanced balanced) {
            return EffectiveNumber.weights(counts, balanced.beta());
        }
        if (config.train().deferred() instanceof DeferredConfig.Reweight reweight
                && reweight.fromEpoch() <= config.train().epochs()) {
            return EffectiveNumber.weights(counts, reweight.beta());
        }
        double[] alike = new double[counts.length];
        Arrays.fill(alike, 1);
        return alike;
    }
}
