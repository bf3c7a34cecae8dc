package io.github.ncl4j.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.ncl4j.data.RandomStream;
import java.util.List;
import org.junit.jupiter.api.Test;

class PriorShiftTest {

    @Test
    void forwardFollowsTheTrainingCountsAndBackwardTurnsThemRound() {
        // Imbalance factor 4 over three classes: weights 1, 1/2, 1/4, of 7/4 in all. Class 1 has the most training
        // images.
        List<Integer> counts = List.of(10, 90, 30);

        assertThat(ClassPrior.longTailed(counts, 4, true).probabilities())
                .containsExactly(new double[] {1 / 7.0, 4 / 7.0, 2 / 7.0}, within(1e-12));
        assertThat(ClassPrior.longTailed(counts, 4, false).probabilities())
                .containsExactly(new double[] {4 / 7.0, 1 / 7.0, 2 / 7.0}, within(1e-12));
    }

    @Test
    void accuracyIsThatOfTheClassesWeightedByTheirPrior() {
        // Class 0 is always right, class 1 never. Under forward50 class 0 is 50 of 51, under backward50 1 of 51.
        EnsembleLogits images = new EnsembleLogits(new float[][] {{9, 0}, {9, 0}, {9, 0}}, new int[] {0, 0, 1});

        List<PriorShift> shifts = PriorShift.of(images, List.of(100, 1), ClassPrior.uniform(2));

        assertThat(shifts)
                .extracting(PriorShift::name)
                .containsExactly(
                        "forward50",
                        "forward25",
                        "forward10",
                        "forward5",
                        "forward2",
                        "uniform",
                        "backward2",
                        "backward5",
                        "backward10",
                        "backward25",
                        "backward50");
        assertThat(shifts.get(0).accuracy()).isCloseTo(50 / 51.0, within(1e-12));
        assertThat(shifts.get(5).accuracy()).isCloseTo(.5, within(1e-12));
        assertThat(shifts.get(10).accuracy()).isCloseTo(1 / 51.0, within(1e-12));
    }

    @Test
    void adjustingTurnsAnImageWhereThePriorOutweighsIt() {
        // The logits favour class 0 by 0.5; a target that favours class 1 by log 3 turns that, one by log 1.5 does not.
        EnsembleLogits images = new EnsembleLogits(new float[][] {{.5f, 0}}, new int[] {1});
        ClassPrior uniform = ClassPrior.uniform(2);

        assertThat(images.accuracy(uniform, ClassPrior.of(new double[] {1, 3}))).isEqualTo(1);
        assertThat(images.accuracy(uniform, ClassPrior.of(new double[] {2, 3}))).isZero();
        assertThat(images.accuracy(ClassPrior.of(new double[] {3, 1}), uniform))
                .as("a model that learnt from three times as many images of class 0")
                .isEqualTo(1);
    }

    @Test
    void expectationMaximisationFindsThePriorOfACalibratedModel() {
        // Two classes, x ~ N(+-1, 1): the log-odds under equal priors are 2 x. The images are 80 % of class 1.
        RandomStream random = RandomStream.of(3);
        int n = 20_000;
        float[][] logits = new float[n][];
        int[] targets = new int[n];
        double[] weights = new double[n];
        for (int i = 0; i < n; i++) {
            targets[i] = random.nextDouble() < .8 ? 1 : 0;
            double x = (targets[i] == 1 ? 1 : -1) + normal(random);
            logits[i] = new float[] {0, (float) (2 * x)};
            weights[i] = 1;
        }
        EnsembleLogits images = new EnsembleLogits(logits, targets);

        double[] found =
                PriorEstimation.estimate(images, weights, ClassPrior.uniform(2)).probabilities();

        // Standard error of the share itself 0.3 %, and about half as much again for what the images leave open.
        assertThat(found[1]).isCloseTo(.8, within(.015));
        assertThat(found[0] + found[1]).isCloseTo(1, within(1e-12));
    }

    /**
     * Where a prior is as small as a tolerance for ten classes, the search must not end after a few steps. Of the weight 0.0001 one half
     * is surely class 1, and the other is class 1 or 2 alike: each step halves the prior of class 2, for which there is no need.
     */
    @Test
    void aSmallPriorIsEstimatedAsExactlyAsALargeOne() {
        EnsembleLogits images =
                new EnsembleLogits(new float[][] {{50, 0, 0}, {0, 50, 0}, {0, 50, 50}}, new int[] {0, 1, 1});

        double[] found = PriorEstimation.estimate(images, new double[] {1, 5e-5, 5e-5}, ClassPrior.uniform(3))
                .probabilities();

        assertThat(found[1]).isCloseTo(1e-4, within(1e-6));
        assertThat(found[2] / found[1]).isLessThan(0.01);
    }

    /** A standard normal number, by Box and Muller. */
    private static double normal(RandomStream random) {
        return Math.sqrt(-2 * Math.log(1 - random.nextDouble())) * Math.cos(2 * Math.PI * random.nextDouble());
    }

    @Test
    void oneStepOfExpectationMaximisationByHand() {
        // One image with p = (3/4, 1/4) under equal priors. The prior that makes it likeliest is all of class 0.
        EnsembleLogits images = new EnsembleLogits(new float[][] {{(float) Math.log(3), 0}}, new int[] {0});

        double[] found = PriorEstimation.estimate(images, new double[] {1}, ClassPrior.uniform(2))
                .probabilities();

        assertThat(found[0]).isGreaterThan(.999);
    }

    @Test
    void aDistributionOverClassesNeedsImagesOfEach() {
        EnsembleLogits images = new EnsembleLogits(new float[][] {{1, 0}}, new int[] {0});

        assertThatThrownBy(() -> PriorShift.of(images, List.of(5, 5), ClassPrior.uniform(2)))
                .hasMessage("class 1 has no test image, so no distribution over all classes can be measured");
        assertThatThrownBy(() -> ClassPrior.of(new double[] {1, 0}))
                .hasMessageStartingWith("the prior of class 1 must be positive, not 0.0");
    }
}
