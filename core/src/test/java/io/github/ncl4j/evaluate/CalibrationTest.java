package io.github.ncl4j.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.ncl4j.config.EvaluateConfig.ShotProtocol;
import io.github.ncl4j.data.RandomStream;
import org.junit.jupiter.api.Test;

class CalibrationTest {

    @Test
    void theErrorIsTheGapBetweenConfidenceAndAccuracyBinByBin() {
        // Bin 10 of 15, (9/15, 10/15]: confidences 0.61 and 0.65, one right: |0.5 - 0.63| = 0.13, two of four images.
        // Bin 15, (14/15, 1]: confidences 0.95 and 1, both right: |1 - 0.975| = 0.025.
        Decisions decisions = new Decisions(new int[] {0, 1, 1, 0}, new float[] {.61f, .65f, .95f, 1f});
        Calibration calibration = Calibration.of(decisions, new int[] {0, 0, 1, 0});

        assertThat(calibration.ece()).isCloseTo(.5 * .13 + .5 * .025, within(1e-7));
        assertThat(calibration.mce()).isCloseTo(.13, within(1e-7));
        assertThat(calibration.bins()).hasSize(15);
        assertThat(calibration.bins().get(9).images()).isEqualTo(2);
        assertThat(calibration.bins().get(9).accuracy()).isEqualTo(.5);
        assertThat(calibration.bins().get(0)).isEqualTo(new Calibration.Bin(0, null, null));
    }

    @Test
    void aBinHoldsItsUpperEdgeAndNotItsLower() {

        Decisions decisions = new Decisions(new int[] {0, 0}, new float[] {.5f, 1f});
        Calibration calibration = Calibration.of(decisions, new int[] {0, 0});

        assertThat(calibration.bins().get(7).images()).as("(7/15, 8/15]").isEqualTo(1);
        assertThat(calibration.bins().get(14).images()).isEqualTo(1);
    }

    @Test
    void withoutAPredictionAnImageIsWrongWithoutConfidence() {
        Calibration calibration = Calibration.of(new Decisions(new int[] {-1}, new float[] {0}), new int[] {0});

        assertThat(calibration.ece()).isZero();
        assertThat(calibration.bins().get(0)).isEqualTo(new Calibration.Bin(1, 0.0, 0.0));
    }

    @Test
    void shotGroupsAreThoseOfTheTrueClass() {
        // Class 0 has many images, class 1 few. The two images of class 0 are right, the one of class 1 is not.
        Decisions decisions = new Decisions(new int[] {0, 0, 0}, new float[] {.9f, .9f, .9f});
        int[] targets = {0, 0, 1};
        ShotGroups groups = ShotGroups.of(new int[] {500, 5}, ShotProtocol.POOLED);

        assertThat(Calibration.of(decisions, targets, groups, ShotGroup.MANY).ece())
                .isCloseTo(.1, within(1e-6));
        assertThat(Calibration.of(decisions, targets, groups, ShotGroup.FEW).ece())
                .isCloseTo(.9, within(1e-6));
        assertThat(Calibration.of(decisions, targets, groups, ShotGroup.MEDIUM).ece())
                .isNull();
    }

    /** Targets drawn from the softmax of the logits themselves: such a model is calibrated by construction. */
    private static EnsembleLogits calibrated(int images, double sharpness) {
        RandomStream random = RandomStream.of(11);
        float[][] logits = new float[images][3];
        int[] targets = new int[images];
        for (int n = 0; n < images; n++) {
            double[] weights = new double[3];
            double sum = 0;
            for (int c = 0; c < 3; c++) {
                double logit = 4 * random.nextDouble() - 2;
                weights[c] = Math.exp(logit);
                sum += weights[c];
                logits[n][c] = (float) (logit * sharpness);
            }
            double draw = random.nextDouble() * sum;
            targets[n] = draw < weights[0] ? 0 : draw < weights[0] + weights[1] ? 1 : 2;
        }
        return new EnsembleLogits(logits, targets);
    }

    @Test
    void theTemperatureUndoesLogitsThatAreTooSharp() {
        EnsembleLogits sharp = calibrated(20_000, 3);

        double temperature = TemperatureScaling.fit(sharp);

        // The estimate's standard error over 20,000 images is about 1 %.
        assertThat(temperature).isCloseTo(3, within(.12));
        assertThat(TemperatureScaling.calibration(sharp, temperature).ece()).isLessThan(.02);
        assertThat(TemperatureScaling.calibration(sharp, 1).ece()).isGreaterThan(.1);
    }

    @Test
    void noOtherTemperatureHasALowerLikelihoodLoss() {
        EnsembleLogits images = calibrated(500, .5);

        double best = TemperatureScaling.fit(images);

        double loss = TemperatureScaling.negativeLogLikelihood(images, best);
        assertThat(loss).isLessThan(TemperatureScaling.negativeLogLikelihood(images, best * 1.01));
        assertThat(loss).isLessThan(TemperatureScaling.negativeLogLikelihood(images, best / 1.01));
    }

    @Test
    void twoImagesByHand() {
        // One logit is 1 and the other 0; three images of four are of the class with the 1. The best softmax is 3/4,
        // whose
        // logit difference is log 3 = 1 / T.
        EnsembleLogits images =
                new EnsembleLogits(new float[][] {{1, 0}, {1, 0}, {1, 0}, {1, 0}}, new int[] {0, 0, 0, 1});

        assertThat(TemperatureScaling.fit(images)).isCloseTo(1 / Math.log(3), within(1e-9));
        assertThat(TemperatureScaling.negativeLogLikelihood(images, 1 / Math.log(3)))
                .isCloseTo(-.75 * Math.log(.75) - .25 * Math.log(.25), within(1e-9));
    }

    @Test
    void aModelThatIsAlwaysRightWantsNoBoundAndGetsTheLimit() {
        EnsembleLogits images = new EnsembleLogits(new float[][] {{1, 0}}, new int[] {0});

        assertThat(TemperatureScaling.fit(images)).isCloseTo(1 / TemperatureScaling.LIMIT, within(1e-9));
    }
}
