package io.github.ncl4j.augment.pixels;

import io.github.ncl4j.image.PixelLine;
import java.util.Arrays;

/**
 * Linear or cubic interpolation at places one pixel apart, in 32-bit fixed point and therefore in vector instructions. Pillow
 * computes in double precision and truncates; the two can differ where the exact value is as near to a whole number as the
 * rounding of the weights allows, about one sample in two thousand. These pixels are in doubt. Where all pixels that count are
 * equal, both are exact.
 */
final class LineInterpolation {

    private static final int BITS = 22;
    private static final int ONE = 1 << BITS;
    private static final int FRACTION = ONE - 1;

    /** More than 255 times what four weights are rounded by: three by half a unit, the fourth by what they add up to. */
    private static final int NEAR = 1024;

    private final boolean cubic;
    private final int[][] neighbours;
    private final int[][] sums;
    private final int[] unequal;
    private final int[] doubt;
    private final int[] pixels;
    private int count;

    /**
     * Makes room.
     *
     * @param length pixels of a line at most
     */
    LineInterpolation(boolean cubic, int length) {
        this.cubic = cubic;
        neighbours = new int[cubic ? 4 : 2][length];
        sums = new int[3][length];
        unequal = new int[length];
        doubt = new int[length];
        pixels = new int[length];
    }

    /**
     * Interpolates.
     *
     * @param line packed pixels
     * @param first the pixel to the left of the first place
     * @param places how many
     * @param part of a pixel by which a place lies to the right of a pixel, in (0, 1)
     */
    void apply(int[] line, int first, int places, double part) {
        count = places;
        int[] weights = cubic ? cubicWeights(part) : linearWeights(part);
        int from = cubic ? first - 1 : first;
        for (int[] channel : sums) {
            Arrays.fill(channel, 0, count, 0);
        }
        Arrays.fill(unequal, 0, count, 0);
        Arrays.fill(doubt, 0, count, 0);
        for (int k = 0; k < weights.length; k++) {
            System.arraycopy(line, from + k, neighbours[k], 0, count);
            add(neighbours[k], weights[k], sums[0], sums[1], sums[2], count);
            compare(neighbours[0], neighbours[k], unequal, count);
        }
        for (int channel = 0; channel < sums.length; channel++) {
            doubt(sums[channel], unequal, channel * Byte.SIZE, doubt, count);
        }
        PixelLine.pack(sums[0], sums[1], sums[2], BITS, pixels);
    }

    private static int[] linearWeights(double part) {
        int right = (int) Math.rint(part * ONE);
        return new int[] {ONE - right, right};
    }

    /** The cubic with a = -1, sorted by neighbours. */
    private static int[] cubicWeights(double part) {
        int first = (int) Math.rint((((2 - part) * part) - 1) * part * ONE);
        int third = (int) Math.rint(((1 - part) * part + 1) * part * ONE);
        int fourth = (int) Math.rint((part - 1) * part * part * ONE);
        return new int[] {first, ONE - first - third - fourth, third, fourth};
    }

    private static void add(int[] line, int weight, int[] red, int[] green, int[] blue, int count) {
        for (int i = 0; i < count; i++) {
            int pixel = line[i];
            red[i] += (pixel & 0xff) * weight;
            green[i] += ((pixel >> 8) & 0xff) * weight;
            blue[i] += (pixel >> 16) * weight;
        }
    }

    private static void compare(int[] line, int[] other, int[] unequal, int count) {
        for (int i = 0; i < count; i++) {
            unequal[i] |= line[i] ^ other[i];
        }
    }

    /** Adds something where a sum is near a whole number and the samples are not all equal. */
    private static void doubt(int[] sums, int[] unequal, int shift, int[] doubt, int count) {
        for (int i = 0; i < count; i++) {
            int near = (((sums[i] + NEAR) & FRACTION) - 2 * NEAR) >> 31;
            doubt[i] += near & (unequal[i] >> shift) & 0xff;
        }
    }

    /** The interpolated pixels. */
    int[] pixels() {
        return pixels;
    }

    /** Whether any pixel is in doubt. */
    boolean isInDoubt() {
        int sum = 0;
        for (int i = 0; i < count; i++) {
            sum += doubt[i];
        }
        return sum != 0;
    }

    /** Whether this pixel is in doubt. */
    boolean isInDoubt(int place) {
        return doubt[place] != 0;
    }
}
