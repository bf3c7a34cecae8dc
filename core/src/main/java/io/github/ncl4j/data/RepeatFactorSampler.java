package io.github.ncl4j.data;

import io.github.ncl4j.image.DataException;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Repeats the images of rare classes: an image of class {@code c}, which has the share {@code f_c} of the images, comes {@code
 * r_c = max(1, sqrt(t / f_c))} times per epoch in the mean (Gupta, Dollár and Girshick, "LVIS: A Dataset for Large Vocabulary
 * Instance Segmentation", CVPR 2019).
 *
 * <p>Each image comes {@code floor(r_c)} or {@code ceil(r_c)} times. So that all epochs have the same length, {@code L = round(sum
 * r)}, the fractions are not rounded one by one but together, by systematic sampling over the images in random order; this
 * scales every {@code r_c} by {@code L / sum r}, which differs from 1 by at most {@code 1 / (2 L)}.
 */
final class RepeatFactorSampler implements Sampler {

    private final double[] factors;
    private final double sum;
    private final long seed;

    /**
     * Computes the factors.
     *
     * @param threshold t, above 0, at most 1
     */
    RepeatFactorSampler(ImageDataset dataset, double threshold, long seed) {
        double[] ofClass = factors(dataset.classCounts(), threshold);
        this.factors = IntStream.range(0, dataset.size())
                .mapToDouble(i -> ofClass[dataset.target(i)])
                .toArray();
        this.sum = Arrays.stream(factors).sum();
        this.seed = seed;
        if (sum > (1 << 30)) {
            throw new DataException("with the threshold " + threshold + " an epoch would have " + Math.round(sum)
                    + " images; choose a smaller data.sampler.threshold");
        }
    }

    /** {@code r_c} of each class; 1 for a class without images. */
    static double[] factors(int[] counts, double threshold) {
        long images = IntStream.of(counts).asLongStream().sum();
        return IntStream.of(counts)
                .mapToDouble(count -> count == 0 ? 1 : Math.max(1, Math.sqrt(threshold * images / count)))
                .toArray();
    }

    @Override
    public int length() {
        return (int) Math.round(sum);
    }

    @Override
    public int[] draw(int epoch) {
        RandomStream random = RandomPurpose.SAMPLE.stream(seed, epoch);
        int[] images = random.permutation(factors.length);
        int[] drawn = new int[length()];
        // Marks at equal distances on a line on which every image has a stretch as long as its factor.
        double distance = sum / drawn.length;
        double mark = random.nextDouble() * distance;
        double end = 0;
        int next = 0;
        for (int image : images) {
            end += factors[image];
            while (next < drawn.length && mark + next * distance < end) {
                drawn[next++] = image;
            }
        }
        // Rounding may leave the last mark a hair beyond the line.
        Arrays.fill(drawn, next, drawn.length, images[images.length - 1]);
        return shuffled(drawn, random);
    }

    private static int[] shuffled(int[] drawn, RandomStream random) {
        int[] order = random.permutation(drawn.length);
        return IntStream.of(order).map(i -> drawn[i]).toArray();
    }
}
