package io.github.ncl4j.evaluate;

import io.github.ncl4j.data.RandomStream;
import java.util.Arrays;

/**
 * How much of a difference between two models on the same test images may be luck of the images: the images are drawn anew, with
 * replacement, {@value #DRAWS} times, each time the same ones for both (Efron, 1979; paired as in Koehn, EMNLP 2004).
 *
 * @param difference the mean over images of the second model's result over the first's
 * @param low 2.5 % of the draws have a lower difference
 * @param high 2.5 % have a higher one
 */
public record PairedBootstrap(double difference, double low, double high) {

    private static final int DRAWS = 2000;

    /** The share of the draws beyond each end of the interval. */
    private static final double TAIL = 0.025;

    /**
     * Draws.
     *
     * @param first the first model's result on each image, for example the share of its runs that are right
     * @param second that of the second
     * @param seed of the draws
     * @throws IllegalArgumentException if there is no image, or the models have other numbers of them
     */
    public static PairedBootstrap of(double[] first, double[] second, long seed) {
        if (first.length == 0 || first.length != second.length) {
            throw new IllegalArgumentException("a paired comparison needs the same images for both, not " + first.length
                    + " and " + second.length);
        }
        double[] differences = new double[first.length];
        Arrays.setAll(differences, n -> second[n] - first[n]);
        RandomStream random = RandomStream.of(seed);
        double[] draws = new double[DRAWS];
        for (int draw = 0; draw < DRAWS; draw++) {
            double sum = 0;
            for (int n = 0; n < differences.length; n++) {
                sum += differences[random.nextInt(differences.length)];
            }
            draws[draw] = sum / differences.length;
        }
        Arrays.sort(draws);
        int tail = (int) (TAIL * DRAWS);
        return new PairedBootstrap(
                Arrays.stream(differences).average().orElseThrow(), draws[tail], draws[DRAWS - 1 - tail]);
    }

    /** Whether no difference at all is within the interval. */
    public boolean isNoise() {
        return low <= 0 && high >= 0;
    }
}
