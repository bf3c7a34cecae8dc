package io.github.ncl4j.augment;

import io.github.ncl4j.config.Interpolation;

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
     * Filters one line of one channel.
     *
     * @param source the samples
     * @param start index of the line's first sample
     * @param sourceStep distance from one sample of the line to the next
     * @param target where the line goes
     * @param targetStart index of its first sample there
     * @param targetStep distance from one sample to the next there
     */
    void apply(byte[] source, int start, int sourceStep, byte[] target, int targetStart, int targetStep) {
        int to = targetStart;
        for (int i = 0; i < first.length; i++) {
            int sum = HALF;
            int from = start + first[i] * sourceStep;
            int weight = i * taps;
            for (int k = 0; k < count[i]; k++) {
                sum += (source[from] & 0xff) * weights[weight + k];
                from += sourceStep;
            }
            target[to] = (byte) Math.max(0, Math.min(sum >> PRECISION_BITS, 255));
            to += targetStep;
        }
    }
}
