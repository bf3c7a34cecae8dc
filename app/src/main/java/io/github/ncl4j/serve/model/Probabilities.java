package io.github.ncl4j.serve.model;

import io.github.ncl4j.predict.ModelFileException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** What the ensemble and, where the model tells it, each expert see in one image: a probability for every class. */
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
     * @throws ModelFileException if a logit is not finite
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

    /**
     * The same from logits that lie image by image.
     *
     * @param rows for each image K x C raw logits, row-major
     * @param expertCount K
     * @throws ModelFileException if a logit is not finite
     */
    static List<Probabilities> ofExperts(List<float[]> rows, int expertCount) {
        return rows.stream().map(row -> ofLogits(row, expertCount, 1).get(0)).toList();
    }

    /**
     * Takes the softmax of the ensemble's logits, where nothing is known of the experts.
     *
     * @param rows for each image C raw logits, the mean of the experts'
     * @throws ModelFileException if a logit is not finite
     */
    public static List<Probabilities> ofEnsemble(List<float[]> rows) {
        return rows.stream()
                .map(row -> new Probabilities(softmax(doubles(row)), new double[0][]))
                .toList();
    }

    private static double[] doubles(float[] numbers) {
        double[] wide = new double[numbers.length];
        for (int i = 0; i < wide.length; i++) {
            wide[i] = numbers[i];
        }
        return wide;
    }

    private static double[] softmax(double[] logits) {
        double largest = Double.NEGATIVE_INFINITY;
        for (double logit : logits) {
            if (!Double.isFinite(logit)) {
                throw new ModelFileException(
                        "the model gives logits that are not finite: its weights are broken; use an earlier checkpoint of the run");
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

    /** The number of experts of which something is known: all, or none. */
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
