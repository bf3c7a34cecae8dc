package io.github.ncl4j.evaluate;

import java.util.Arrays;

/**
 * The prior of unlabelled images by expectation maximisation (Saerens, Latinne and Decaestecker, "Adjusting the Outputs of a
 * Classifier to New a Priori Probabilities", Neural Computation 14, 2002, equations 9 and 10): under the current prior every image
 * has class probabilities, and their mean is the next prior. Good only as far as the model's probabilities are.
 */
public final class PriorEstimation {

    private static final int MAX_STEPS = 1000;

    /** Of the prior of a class, or of a hundredth of the mean prior, where that is more: what vanishes need not vanish exactly. */
    private static final double TOLERANCE = 1e-4;

    /** What a class keeps at least, so that a step can bring it back and its logarithm is finite. */
    private static final double FLOOR = 1e-8;

    private PriorEstimation() {}

    /**
     * Estimates the prior of some images; their targets are not looked at.
     *
     * @param images their logits
     * @param weights how often each image counts, N numbers of at least 0, not all 0
     * @param source the prior under which the softmax of the logits holds
     */
    public static ClassPrior estimate(EnsembleLogits images, double[] weights, ClassPrior source) {
        float[][] probabilities =
                Arrays.stream(images.logits()).map(PriorEstimation::softmax).toArray(float[][]::new);
        double[] prior = source.probabilities();
        for (int step = 0; step < MAX_STEPS; step++) {
            double[] next = step(probabilities, weights, source.probabilities(), prior);
            double change = 0;
            for (int c = 0; c < prior.length; c++) {
                change = Math.max(change, Math.abs(next[c] - prior[c]) / Math.max(prior[c], 0.01 / prior.length));
            }
            prior = next;
            if (change < TOLERANCE) {
                break;
            }
        }
        return ClassPrior.of(prior);
    }

    private static double[] step(float[][] probabilities, double[] weights, double[] source, double[] prior) {
        int classes = prior.length;
        double[] ratio = new double[classes];
        Arrays.setAll(ratio, c -> prior[c] / source[c]);
        double[] next = new double[classes];
        double all = 0;
        for (int n = 0; n < probabilities.length; n++) {
            float[] row = probabilities[n];
            double sum = 0;
            for (int c = 0; c < classes; c++) {
                sum += row[c] * ratio[c];
            }
            if (weights[n] > 0 && sum > 0) {
                for (int c = 0; c < classes; c++) {
                    next[c] += weights[n] * row[c] * ratio[c] / sum;
                }
                all += weights[n];
            }
        }
        for (int c = 0; c < classes; c++) {
            next[c] = Math.max(FLOOR, next[c] / all);
        }
        return next;
    }

    private static float[] softmax(float[] logits) {
        double highest = Double.NEGATIVE_INFINITY;
        for (float logit : logits) {
            highest = Math.max(highest, logit);
        }
        double[] powers = new double[logits.length];
        double sum = 0;
        for (int c = 0; c < logits.length; c++) {
            powers[c] = Math.exp(logits[c] - highest);
            sum += powers[c];
        }
        float[] softmax = new float[logits.length];
        for (int c = 0; c < logits.length; c++) {
            softmax[c] = (float) (powers[c] / sum);
        }
        return softmax;
    }
}
