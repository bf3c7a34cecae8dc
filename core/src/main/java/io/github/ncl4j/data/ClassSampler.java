package io.github.ncl4j.data;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * Draws with replacement, as many images per epoch as there are: first a class, by probabilities that depend on the class
 * counts and perhaps on the epoch, then an image of it with equal probability. A class without images is never drawn.
 */
final class ClassSampler implements Sampler {

    private final int[][] members;
    private final int length;
    private final long seed;
    private final IntFunction<double[]> probabilities;

    /**
     * Groups the images by class.
     *
     * @param probabilities from class counts to the probabilities of the classes in each epoch
     */
    ClassSampler(ImageDataset dataset, long seed, Function<int[], IntFunction<double[]>> probabilities) {
        int[] counts = dataset.classCounts();
        this.members = dataset.members(counts);
        this.length = dataset.size();
        this.seed = seed;
        this.probabilities = probabilities.apply(counts);
    }

    /** {@code q = 0}: all classes alike (Shen, Lin and Huang, "Relay Backpropagation", ECCV 2016). */
    static double[] balanced(int[] counts) {
        return normalized(counts, count -> 1);
    }

    /** {@code q = 1/2} (Mahajan et al., "Exploring the Limits of Weakly Supervised Pretraining", ECCV 2018). */
    static double[] squareRoot(int[] counts) {
        return normalized(counts, Math::sqrt);
    }

    /** {@code q = 1/4}: what the reference's {@code weighted_square} is, since it takes the square root twice. */
    static double[] fourthRoot(int[] counts) {
        return normalized(counts, count -> Math.sqrt(Math.sqrt(count)));
    }

    /**
     * From all images alike to all classes alike: {@code (1 - t/T) * instance + t/T * balanced} (Kang et al., ICLR 2020,
     * equation 2).
     *
     * @param epoch t, from 1
     * @param epochs T
     */
    static double[] progressive(int[] counts, int epoch, int epochs) {
        double share = Math.min((double) epoch / epochs, 1);
        double[] instance = normalized(counts, count -> count);
        double[] balanced = balanced(counts);
        Arrays.setAll(balanced, c -> share * balanced[c] + (1 - share) * instance[c]);
        return balanced;
    }

    private static double[] normalized(int[] counts, DoubleUnaryOperator weight) {
        double[] weights = IntStream.of(counts)
                .mapToDouble(count -> count == 0 ? 0 : weight.applyAsDouble(count))
                .toArray();
        double sum = Arrays.stream(weights).sum();
        return Arrays.stream(weights).map(each -> each / sum).toArray();
    }

    @Override
    public int length() {
        return length;
    }

    @Override
    public int[] draw(int epoch) {
        RandomStream random = RandomPurpose.SAMPLE.stream(seed, epoch);
        double[] upTo = probabilities.apply(epoch);
        for (int c = 1; c < upTo.length; c++) {
            upTo[c] += upTo[c - 1];
        }
        return IntStream.generate(() -> pick(upTo, random)).limit(length).toArray();
    }

    private int pick(double[] upTo, RandomStream random) {
        // Scaled by the last sum, which rounding leaves a little off 1, so that no number lies beyond it.
        double number = random.nextDouble() * upTo[upTo.length - 1];
        int found = Arrays.binarySearch(upTo, number);
        int c = found >= 0 ? found + 1 : -found - 1;
        while (members[c].length == 0) {
            c++;
        }
        return members[c][random.nextInt(members[c].length)];
    }
}
