package io.github.ncl4j.augment;

import io.github.ncl4j.data.RgbImage;

/**
 * Pillow's Gaussian blur: three passes of an extended box filter along rows, then three along columns, each rounded to 8 bits
 * (Gwosdek, Grewenig, Bruhn, Weickert: Theoretical foundations of Gaussian convolution by extended box filtering, SSVM 2011).
 */
final class GaussianBlur {

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
    static RgbImage of(RgbImage image, double sigma) {
        GaussianBlur blur = new GaussianBlur(boxRadius((float) sigma));
        int width = image.width();
        int height = image.height();
        byte[] standing = blur.transposedLines(image.pixels(), width, height);
        return new RgbImage(width, height, blur.transposedLines(standing, height, width));
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

    /** Blurs each line and writes it as a column. */
    private byte[] transposedLines(byte[] source, int width, int height) {
        byte[] target = new byte[source.length];
        byte[] line = new byte[width];
        byte[] blurred = new byte[width];
        for (int row = 0; row < height; row++) {
            for (int channel = 0; channel < 3; channel++) {
                int from = row * width * 3 + channel;
                for (int x = 0; x < width; x++, from += 3) {
                    line[x] = source[from];
                }
                for (int pass = 0; pass < PASSES; pass++) {
                    box(line, blurred);
                    byte[] swap = line;
                    line = blurred;
                    blurred = swap;
                }
                int to = row * 3 + channel;
                for (int x = 0; x < width; x++, to += height * 3) {
                    target[to] = line[x];
                }
            }
        }
        return target;
    }

    private void box(byte[] source, byte[] target) {
        int last = source.length - 1;
        int sum = (source[0] & 0xff) * (radius + 1);
        for (int x = 0; x < radius; x++) {
            sum += source[Math.min(x, last)] & 0xff;
        }
        for (int x = 0; x <= last; x++) {
            int before = source[Math.max(x - radius - 1, 0)] & 0xff;
            int after = source[Math.min(x + radius + 1, last)] & 0xff;
            sum += (source[Math.min(x + radius, last)] & 0xff) - before;
            // At most 255 * 2^24 + 2^23: more than a signed number holds, hence the unsigned shift.
            target[x] = (byte) ((sum * inner + (before + after) * outer + HALF) >>> 24);
        }
    }
}
