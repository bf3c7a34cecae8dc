package io.github.ncl4j.augment.pixels;

import io.github.ncl4j.image.RgbImage;

/**
 * Pillow's Gaussian blur: three passes of an extended box filter along rows, then three along columns, each rounded to 8 bits
 * (Gwosdek, Grewenig, Bruhn, Weickert: Theoretical foundations of Gaussian convolution by extended box filtering, SSVM 2011).
 */
public final class GaussianBlur {

    private static final int PASSES = 3;
    private static final int ONE = 1 << 24;
    private static final int HALF = 1 << 23;

    /** Whole part of the box's radius. */
    private final int radius;

    /** Weight of a sample within the radius, in units of 1 / {@link #ONE}. */
    private final int inner;

    /** Weight of the two samples just beyond it. */
    private final int outer;

    private GaussianBlur(float boxRadius) {
        radius = (int) boxRadius;
        inner = (int) (ONE / (boxRadius * 2 + 1));
        outer = (ONE - (radius * 2 + 1) * inner) / 2;
    }

    /**
     * Blurs an image; outside it, its edge goes on.
     *
     * @param sigma standard deviation of the Gaussian in pixels, at least 0
     */
    public static RgbImage of(RgbImage image, double sigma) {
        GaussianBlur blur = new GaussianBlur(boxRadius((float) sigma));
        int width = image.width();
        int height = image.height();
        int[] standing = transposed(Samples.of(image.pixels()), width, height);
        int[] rowsBlurred = transposed(blur.acrossLines(standing, width), height, width);
        return new RgbImage(width, height, Samples.bytes(blur.acrossLines(rowsBlurred, height)));
    }

    /** Equations 7, 11 and 14 of the paper, in Pillow's mixture of single and double precision. */
    private static float boxRadius(float sigma) {
        float variance = sigma * sigma / PASSES;
        float length = (float) Math.sqrt(12.0 * variance + 1.0);
        float whole = (float) Math.floor((length - 1.0) / 2.0);
        float fraction = (2 * whole + 1) * (whole * (whole + 1) - 3 * variance);
        fraction /= 6 * (variance - (whole + 1) * (whole + 1));
        return whole + fraction;
    }

    /** Columns of pixels as lines. */
    private static int[] transposed(int[] source, int columns, int lines) {
        int[] target = new int[source.length];
        int to = 0;
        for (int column = 0; column < columns; column++) {
            int from = column * 3;
            for (int line = 0; line < lines; line++) {
                target[to] = source[from];
                target[to + 1] = source[from + 1];
                target[to + 2] = source[from + 2];
                to += 3;
                from += columns * 3;
            }
        }
        return target;
    }

    /**
     * Blurs from line to line, all samples of a line at once, in integers, which the virtual machine turns into vector
     * instructions.
     */
    private int[] acrossLines(int[] samples, int lines) {
        int[] source = samples;
        int[] target = new int[samples.length];
        for (int pass = 0; pass < PASSES; pass++) {
            box(source, target, lines);
            int[] swap = source;
            source = target;
            target = swap;
        }
        return source;
    }

    private void box(int[] source, int[] target, int lines) {
        int length = source.length / lines;
        int last = lines - 1;
        int[] sums = new int[length];
        for (int j = 0; j < length; j++) {
            sums[j] = source[j] * (radius + 1);
        }
        for (int line = 0; line < radius; line++) {
            add(source, Math.min(line, last) * length, sums);
        }
        for (int line = 0; line <= last; line++) {
            int before = Math.max(line - radius - 1, 0) * length;
            int entering = Math.min(line + radius, last) * length;
            int after = Math.min(line + radius + 1, last) * length;
            move(source, entering, before, sums);
            weigh(source, before, after, sums, target, line * length);
        }
    }

    private static void add(int[] source, int from, int[] sums) {
        for (int j = 0; j < sums.length; j++) {
            sums[j] += source[from + j];
        }
    }

    private static void move(int[] source, int entering, int leaving, int[] sums) {
        for (int j = 0; j < sums.length; j++) {
            sums[j] += source[entering + j] - source[leaving + j];
        }
    }

    private void weigh(int[] source, int before, int after, int[] sums, int[] target, int to) {
        for (int j = 0; j < sums.length; j++) {
            // At most 255 * 2^24 + 2^23: more than a signed number holds, hence the unsigned shift.
            target[to + j] = (sums[j] * inner + (source[before + j] + source[after + j]) * outer + HALF) >>> 24;
        }
    }
}
