package io.github.ncl4j.evaluate;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * How likely each class is before the image is seen.
 *
 * @param probabilities C positive numbers that add up to 1
 */
@SuppressWarnings("ArrayRecordComponent") // made to compute with, not to be compared
public record ClassPrior(double[] probabilities) {

    private static final double TOLERANCE = 1e-6;

    /**
     * Copies and checks the numbers.
     *
     * @throws IllegalArgumentException if one is not positive, or they do not add up to 1
     */
    public ClassPrior {
        probabilities = probabilities.clone();
        for (int c = 0; c < probabilities.length; c++) {
            if (!(probabilities[c] > 0)) {
                throw new IllegalArgumentException("the prior of class " + c + " must be positive, not "
                        + probabilities[c] + "; logits are shifted by its logarithm");
            }
        }
        double sum = DoubleStream.of(probabilities).sum();
        if (Math.abs(sum - 1) > TOLERANCE) {
            throw new IllegalArgumentException("the prior of all classes must add up to 1, not " + sum);
        }
    }

    /** The prior in proportion to positive weights, for example counts of images. */
    public static ClassPrior of(double[] weights) {
        double sum = DoubleStream.of(weights).sum();
        return new ClassPrior(Arrays.stream(weights).map(weight -> weight / sum).toArray());
    }

    /** All of C classes alike. */
    public static ClassPrior uniform(int classes) {
        return of(DoubleStream.generate(() -> 1).limit(classes).toArray());
    }

    /** The classes' shares of the training images, all of which are positive. */
    public static ClassPrior ofCounts(List<Integer> classCounts) {
        return of(classCounts.stream().mapToDouble(Integer::doubleValue).toArray());
    }

    /**
     * A long tail of a given imbalance factor IF (Hong et al., LADE, CVPR 2021): the class of rank r, in order of training images,
     * is as likely as {@code IF^(-r / (C - 1))} tells, rank 0 for the largest class where the tail runs forward, as in training,
     * and for the smallest where it runs backward. Classes with as many images keep their order.
     *
     * @param classCounts training images of each class
     * @param imbalanceFactor the likeliest class over the least likely, at least 1
     */
    public static ClassPrior longTailed(List<Integer> classCounts, double imbalanceFactor, boolean forward) {
        int classes = classCounts.size();
        List<Integer> order = IntStream.range(0, classes)
                .boxed()
                .sorted(Comparator.comparing(c -> -classCounts.get(c)))
                .toList();
        double[] weights = new double[classes];
        for (int r = 0; r < classes; r++) {
            int rank = forward ? r : classes - 1 - r;
            weights[order.get(r)] = classes == 1 ? 1 : Math.pow(imbalanceFactor, -(double) rank / (classes - 1));
        }
        return of(weights);
    }

    /**
     * This prior after {@link LogitAdjustment} of the logits: in proportion to {@code p_c / by_c^tau}. If the softmax of {@code z}
     * holds under {@code p}, that of {@code z - tau log by} holds under it.
     *
     * @param tau at least 0; 0 changes nothing
     * @throws IllegalArgumentException if tau is so large that a class's probability has no double
     */
    public ClassPrior adjusted(ClassPrior by, double tau) {
        double[] logs = IntStream.range(0, probabilities.length)
                .mapToDouble(c -> Math.log(probabilities[c]) - tau * Math.log(by.probabilities[c]))
                .toArray();
        double highest = Arrays.stream(logs).max().orElseThrow();
        return of(Arrays.stream(logs).map(each -> Math.exp(each - highest)).toArray());
    }

    /** What turns logits that were learnt under this prior into logits for another: {@code log target - log this}. */
    double[] shiftTo(ClassPrior target) {
        return IntStream.range(0, probabilities.length)
                .mapToDouble(c -> Math.log(target.probabilities[c]) - Math.log(probabilities[c]))
                .toArray();
    }
}
