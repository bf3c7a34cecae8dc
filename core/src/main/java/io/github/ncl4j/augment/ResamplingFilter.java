package io.github.ncl4j.augment;

import io.github.ncl4j.config.Interpolation;
import java.util.Arrays;

/**
 * The antialiased filter from one length to another, in Pillow's fixed point: for every output position the first input
 * position and integer weights with {@value #PRECISION_BITS} fractional bits (Pillow, {@code Resample.c}, {@code
 * precompute_coeffs} and {@code normalize_coeffs_8bpc}). Bilinear is a triangle over two samples, bicubic the cubic of Keys
 * (1981) with a = -0.5 over four; both widen with the scale when an image shrinks.
 */
final class ResamplingFilter {

    /** 8 bits hold the sample and 2 bits absorb weights beyond 1. */
    static final int PRECISION_BITS = 32 - 8 - 2;

    private static final int HALF = 1 << (PRECISION_BITS - 1);

    private final int taps;
    private final int[] first;
    private final int[] count;
    private final int[] weights;

    /**
     * Computes the weights.
     *
     * @param interpolation bilinear or bicubic
     */
    ResamplingFilter(int inputLength, int outputLength, Interpolation interpolation) {
        boolean cubic = interpolation == Interpolation.BICUBIC;
        double scale = (double) inputLength / outputLength;
        double widening = Math.max(scale, 1);
        double support = cubic ? 2 * widening : widening;
        taps = (int) Math.ceil(support) * 2 + 1;
        first = new int[outputLength];
        count = new int[outputLength];
        weights = new int[outputLength * taps];
        double[] exact = new double[taps];
        for (int i = 0; i < outputLength; i++) {
            double center = (i + 0.5) * scale;
            first[i] = Math.max((int) (center - support + 0.5), 0);
            count[i] = Math.min((int) (center + support + 0.5), inputLength) - first[i];
            double sum = 0;
            for (int k = 0; k < count[i]; k++) {
                double distance = Math.abs((k + first[i] - center + 0.5) * (1 / widening));
                exact[k] = cubic ? cubic(distance) : Math.max(1 - distance, 0);
                sum += exact[k];
            }
            for (int k = 0; k < count[i]; k++) {
                double weight = exact[k] / sum * (1 << PRECISION_BITS);
                weights[i * taps + k] = (int) (weight < 0 ? weight - 0.5 : weight + 0.5);
            }
        }
    }

    private static double cubic(double x) {
        if (x < 1) {
            return (1.5 * x - 2.5) * x * x + 1;
        }
        return x < 2 ? (((x - 5) * x + 8) * x - 4) * -0.5 : 0;
    }

    /**
     * Filters each row of an image.
     *
     * @param source {@code height} rows of pixels of three samples
     * @return as many rows of the output length, samples in [0, 255]
     */
    int[] rows(byte[] source, int height) {
        int sourceRow = source.length / height;
        int[] target = new int[height * first.length * 3];
        int to = 0;
        for (int row = 0; row < height; row++) {
            for (int i = 0; i < first.length; i++) {
                int red = HALF;
                int green = HALF;
                int blue = HALF;
                int from = row * sourceRow + first[i] * 3;
                int end = i * taps + count[i];
                for (int k = i * taps; k < end; k++) {
                    int weight = weights[k];
                    red += (source[from] & 0xff) * weight;
                    green += (source[from + 1] & 0xff) * weight;
                    blue += (source[from + 2] & 0xff) * weight;
                    from += 3;
                }
                target[to] = sample(red);
                target[to + 1] = sample(green);
                target[to + 2] = sample(blue);
                to += 3;
            }
        }
        return target;
    }

    /**
     * Filters each column of an image. Whole rows are added up in integers, which the virtual machine turns into vector
     * instructions.
     *
     * @param source rows of {@code rowLength} samples in [0, 255]
     * @return rows of the same length, as many as the output is long
     */
    byte[] columns(int[] source, int rowLength) {
        byte[] target = new byte[first.length * rowLength];
        int[] sums = new int[rowLength];
        for (int i = 0; i < first.length; i++) {
            Arrays.fill(sums, HALF);
            for (int k = 0; k < count[i]; k++) {
                add(source, (first[i] + k) * rowLength, weights[i * taps + k], sums);
            }
            int to = i * rowLength;
            for (int j = 0; j < rowLength; j++) {
                target[to + j] = (byte) sample(sums[j]);
            }
        }
        return target;
    }

    private static void add(int[] source, int from, int weight, int[] sums) {
        for (int j = 0; j < sums.length; j++) {
            sums[j] += source[from + j] * weight;
        }
    }

    private static int sample(int sum) {
        return Math.max(0, Math.min(sum >> PRECISION_BITS, 255));
    }
}
