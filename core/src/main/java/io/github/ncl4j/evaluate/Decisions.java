package io.github.ncl4j.evaluate;

import java.util.Arrays;

/**
 * What one predictor, an expert or the ensemble, decided on N images.
 *
 * @param predicted N classes with the highest logit, of equals the first; -1 where a logit is not finite
 * @param confidence N softmax probabilities of the predicted class, in (0, 1]; 0 without a prediction
 */
@SuppressWarnings("ArrayRecordComponent") // columns of a table, which nobody compares as a whole
public record Decisions(int[] predicted, float[] confidence) {

    /**
     * Checks that there is a confidence for each prediction. The arrays are shared, not copied.
     *
     * @throws IllegalArgumentException if the lengths differ or a confidence is no probability
     */
    public Decisions {
        if (predicted.length != confidence.length) {
            throw new IllegalArgumentException(
                    predicted.length + " predictions cannot have " + confidence.length + " confidences");
        }
        for (float value : confidence) {
            if (!(value >= 0 && value <= 1)) {
                throw new IllegalArgumentException("a confidence must be in [0, 1], not " + value);
            }
        }
    }

    /** Room for N images, none of them decided. */
    static Decisions undecided(int images) {
        int[] predicted = new int[images];
        Arrays.fill(predicted, -1);
        return new Decisions(predicted, new float[images]);
    }

    /** Decides one image by the C logits at {@code begin}. */
    void decide(int image, float[] logits, int begin, int classes) {
        int best = EvaluationCounter.prediction(logits, begin, classes);
        predicted[image] = best;
        if (best >= 0) {
            double sum = 0;
            for (int c = 0; c < classes; c++) {
                sum += Math.exp((double) logits[begin + c] - logits[begin + best]);
            }
            confidence[image] = (float) (1 / sum);
        }
    }

    /** The share of the images on which two predictors decide differently, in [0, 1]; 0 without images. */
    public double disagreement(Decisions other) {
        int different = 0;
        for (int n = 0; n < predicted.length; n++) {
            if (predicted[n] != other.predicted[n]) {
                different++;
            }
        }
        return predicted.length == 0 ? 0 : (double) different / predicted.length;
    }
}
