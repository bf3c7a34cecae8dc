package io.github.ncl4j.serve;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** What the ensemble and each expert see in one image: a probability for every class. */
public final class Probabilities {

    private final double[] ensemble;
    private final double[][] experts;

    private Probabilities(double[] ensemble, double[][] experts) {
        this.ensemble = ensemble;
        this.experts = experts;
    }

    /**
     * Takes the softmax of each expert's logits, and for the ensemble that of their mean (NCL, section 3.5).
     *
     * @param logits K x N x C raw logits, row-major
     * @param expertCount K
     * @param images N
     * @return N, in the order of the images
     * @throws IllegalStateException if a logit is not finite
     */
    public static List<Probabilities> ofLogits(float[] logits, int expertCount, int images) {
        int classes = logits.length / (expertCount * images);
        List<Probabilities> all = new ArrayList<>(images);
        for (int image = 0; image < images; image++) {
            double[] mean = new double[classes];
            double[][] experts = new double[expertCount][];
            for (int k = 0; k < expertCount; k++) {
                double[] raw = new double[classes];
                for (int c = 0; c < classes; c++) {
                    raw[c] = logits[(k * images + image) * classes + c];
                    mean[c] += raw[c] / expertCount;
                }
                experts[k] = softmax(raw);
            }
            all.add(new Probabilities(softmax(mean), experts));
        }
        return all;
    }

    private static double[] softmax(double[] logits) {
        double largest = Double.NEGATIVE_INFINITY;
        for (double logit : logits) {
            if (!Double.isFinite(logit)) {
                throw new IllegalStateException("the model gives logits that are not finite; its weights are damaged");
            }
            largest = Math.max(largest, logit);
        }
        double[] probabilities = new double[logits.length];
        double sum = 0;
        for (int c = 0; c < logits.length; c++) {
            probabilities[c] = Math.exp(logits[c] - largest);
            sum += probabilities[c];
        }
        for (int c = 0; c < logits.length; c++) {
            probabilities[c] /= sum;
        }
        return probabilities;
    }

    /** The number of experts, K. */
    public int experts() {
        return experts.length;
    }

    /** The ensemble's probability of a class, in [0, 1]. */
    public double ensemble(int category) {
        return ensemble[category];
    }

    /** One expert's probability of a class, in [0, 1]. */
    public double expert(int expert, int category) {
        return experts[expert][category];
    }

    /** The {@code k} classes, or all if there are fewer, that the ensemble finds likeliest; equal ones by class number. */
    public List<Integer> top(int k) {
        return IntStream.range(0, ensemble.length)
                .boxed()
                .sorted(Comparator.comparingDouble((Integer c) -> ensemble[c]).reversed())
                .limit(k)
                .toList();
    }

    /** The class that one expert finds likeliest; of equal ones the first. */
    public int best(int expert) {
        double[] row = experts[expert];
        int best = 0;
        for (int c = 1; c < row.length; c++) {
            best = row[c] > row[best] ? c : best;
        }
        return best;
    }
}
