package io.github.ncl4j.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.ncl4j.config.ExperimentConfig;
import io.github.ncl4j.config.file.ExperimentFile;
import io.github.ncl4j.model.ModelDescription;
import java.util.List;
import org.junit.jupiter.api.Test;

class LearntPriorTest {

    /** 90 % and 10 % of the training images. */
    private static ModelDescription trained(String... settings) {
        ExperimentConfig config =
                ExperimentFile.parse("{data: {format: built-in}, train: {epochs: 4}}", "run.yaml", List.of(settings));
        return new ModelDescription(config, List.of("a", "b"), List.of(90, 10));
    }

    private static double rare(String... settings) {
        return LearntPrior.of(trained(settings)).probabilities()[1];
    }

    @Test
    void theLossTheSamplerAndTheWeightsCount() {
        assertThat(rare("loss.type=cross-entropy")).isCloseTo(.1, within(1e-12));
        assertThat(rare("loss.type=balanced-softmax")).isCloseTo(.5, within(1e-12));
        assertThat(rare("loss.type=ncl")).isCloseTo(.5, within(1e-12));
        assertThat(rare("loss.type=logit-adjustment", "loss.tau=1")).isCloseTo(.5, within(1e-12));
        assertThat(rare("loss.type=logit-adjustment", "loss.tau=0"))
                .as("plain cross-entropy by another name")
                .isCloseTo(.1, within(1e-12));
        // Twice the training shares taken out: 1/90 to 1/10.
        assertThat(rare("loss.type=logit-adjustment", "loss.tau=2")).isCloseTo(.9, within(1e-12));
        assertThat(rare("loss.type=cross-entropy", "data.sampler.type=class-balanced"))
                .isCloseTo(.5, within(1e-12));
        // Square roots: 3 to 1.
        assertThat(rare("loss.type=cross-entropy", "data.sampler.type=square-root"))
                .isCloseTo(.25, within(1e-12));
        // Balanced images, and the training shares taken out once more: 1/9 to 1.
        assertThat(rare("loss.type=balanced-softmax", "data.sampler.type=class-balanced"))
                .isCloseTo(.9, within(1e-12));
        assertThat(rare("loss.type=class-balanced", "loss.beta=0.9999")).isCloseTo(.5, within(.01));
        String[] late = {"loss.type=cross-entropy", "train.deferred={type: resample, from_epoch: 4}"};
        assertThat(rare(late)).isCloseTo(.5, within(1e-12));
        String[] never = {"loss.type=cross-entropy", "train.deferred={type: resample, from_epoch: 5}"};
        assertThat(rare(never)).isCloseTo(.1, within(1e-12));
        assertThat(LearntPrior.isOfTheTrainingImages(trained(never))).isTrue();
        assertThat(LearntPrior.isOfTheTrainingImages(trained(late))).isFalse();
    }

    /**
     * Under uniform frequencies: (3, 0) - log (.9, .1) = (3.11, 2.30) is class 0, and (1, 0) becomes (1.11, 2.30), class 1. With the
     * training prior subtracted twice (3, 0) would become (3.21, 4.61), class 1.
     */
    @Test
    void adjustedLogitsAreNotAdjustedTwice() {
        ModelDescription plain = trained("loss.type=cross-entropy");
        ClassPrior training = ClassPrior.ofCounts(plain.classCounts());
        ClassPrior raw = LearntPrior.of(plain);
        int[] targets = {0, 1};
        EnsembleLogits before = new EnsembleLogits(new float[][] {{3, 0}, {1, 0}}, targets);
        float[] shift = {(float) Math.log(.9), (float) Math.log(.1)};
        EnsembleLogits after =
                new EnsembleLogits(new float[][] {{3 - shift[0], -shift[1]}, {1 - shift[0], -shift[1]}}, targets);
        ClassPrior uniform = ClassPrior.uniform(2);

        assertThat(raw.adjusted(training, 0).probabilities()).containsExactly(raw.probabilities(), within(1e-12));
        assertThat(raw.adjusted(training, 1).probabilities()).containsExactly(uniform.probabilities(), within(1e-12));
        assertThat(before.accuracy(raw, uniform)).isEqualTo(1);
        assertThat(after.accuracy(raw.adjusted(training, 1), uniform)).isEqualTo(1);
        assertThat(after.accuracy(raw, uniform)).as("twice").isEqualTo(.5);
        // Half an adjustment leaves the square roots of 9 to 1.
        assertThat(raw.adjusted(training, .5).probabilities()[0]).isCloseTo(.75, within(1e-12));
    }
}
