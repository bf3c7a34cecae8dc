package io.github.ncl4j.image;

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

    /** So many weights that are not negative, each rounded up by at most half a unit, never lift 255 to 256. */
    private static final int MOST_UNCLIPPED = 10_000;

    private final boolean clips;
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
        clips = cubic || taps > MOST_UNCLIPPED;
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

    /** Where lines come from. */
    interface Reader {
        /**
         * Reads a line, a row or a column.
         *
         * @param line position along the direction of the filter
         * @param pixels where to
         */
        void read(int line, int[] pixels);
    }

    /** Where filtered lines go. */
    interface Writer {
        /** Writes a line. */
        void write(int line, int[] pixels);
    }

    /**
     * Filters across lines: each line of the result is a weighted sum of some neighbouring lines, rounded to 8 bits.
     *
     * @param length of a line in pixels
     * @param reader is asked for each line at most once, in order
     * @param writer gets the lines in order
     */
    void apply(int length, Reader reader, Writer writer) {
        int[][] recent = new int[taps][length];
        int[][] sums = new int[3][length];
        int[] pixels = new int[length];
        int next = 0;
        for (int i = 0; i < first.length; i++) {
            for (next = Math.max(next, first[i]); next < first[i] + count[i]; next++) {
                reader.read(next, recent[next % taps]);
            }
            sum(i, recent, sums[0], sums[1], sums[2]);
            if (clips) {
                PixelLine.pack(sums[0], sums[1], sums[2], PRECISION_BITS, pixels);
            } else {
                pack(sums[0], sums[1], sums[2], pixels);
            }
            writer.write(i, pixels);
        }
    }

    private void sum(int output, int[][] recent, int[] red, int[] green, int[] blue) {
        int line = first[output];
        int weight = output * taps;
        boolean two = count[output] > 1;
        int[] one = recent[line % taps];
        int[] other = recent[(two ? line + 1 : line) % taps];
        int otherWeight = two ? weights[weight + 1] : 0;
        startRed(one, weights[weight], other, otherWeight, red);
        startGreen(one, weights[weight], other, otherWeight, green);
        startBlue(one, weights[weight], other, otherWeight, blue);
        for (int k = 2; k < count[output]; k++) {
            add(recent[(line + k) % taps], weights[weight + k], red, green, blue);
        }
    }

    // One channel in each loop: with all three it has too many arrays to become vector instructions, and with the shift
    // as a
    // parameter it becomes some only where this virtual machine happens to inline it.

    private static void startRed(int[] one, int weight, int[] other, int otherWeight, int[] sums) {
        for (int j = 0; j < one.length; j++) {
            sums[j] = HALF + (one[j] & 0xff) * weight + (other[j] & 0xff) * otherWeight;
        }
    }

    private static void startGreen(int[] one, int weight, int[] other, int otherWeight, int[] sums) {
        for (int j = 0; j < one.length; j++) {
            sums[j] = HALF + ((one[j] >> 8) & 0xff) * weight + ((other[j] >> 8) & 0xff) * otherWeight;
        }
    }

    private static void startBlue(int[] one, int weight, int[] other, int otherWeight, int[] sums) {
        for (int j = 0; j < one.length; j++) {
            sums[j] = HALF + (one[j] >> 16) * weight + (other[j] >> 16) * otherWeight;
        }
    }

    private static void add(int[] pixels, int weight, int[] red, int[] green, int[] blue) {
        for (int j = 0; j < pixels.length; j++) {
            int pixel = pixels[j];
            red[j] += (pixel & 0xff) * weight;
            green[j] += ((pixel >>> 8) & 0xff) * weight;
            blue[j] += (pixel >>> 16) * weight;
        }
    }

    /** Without clipping, which would be two thirds of the time. */
    private static void pack(int[] red, int[] green, int[] blue, int[] pixels) {
        for (int j = 0; j < pixels.length; j++) {
            pixels[j] = (red[j] >> PRECISION_BITS)
                    | ((green[j] >> PRECISION_BITS) << 8)
                    | ((blue[j] >> PRECISION_BITS) << 16);
        }
    }
}
