package io.github.ncl4j.augment.pixels;

import io.github.ncl4j.image.Pixel;
import java.util.stream.IntStream;

/** Pillow's interpolation between four pixels, in double precision. */
final class LinearInterpolation implements PixelInterpolation {

    private static final int GREEN = 8;
    private static final int BLUE = 16;

    /** Each level as a number to compute with: the processor loads it sooner than it converts it. */
    private static final double[] LEVELS =
            IntStream.range(0, 256).asDoubleStream().toArray();

    private final int[] source;
    private final int width;
    private final int height;
    private final int fill;

    LinearInterpolation(int[] source, int width, int height, int fill) {
        this.source = source;
        this.width = width;
        this.height = height;
        this.fill = fill;
    }

    @Override
    public void apply(double[] x, double[] y, int[] target, int to) {
        for (int i = 0; i < x.length; i++) {
            boolean inside = x[i] >= 0 && x[i] < width && y[i] >= 0 && y[i] < height;
            target[to + i] = inside ? at(x[i] - 0.5, y[i] - 0.5) : fill;
        }
    }

    /** At a place counted from the centre of the first pixel, hence at least -0.5. */
    private int at(double x, double y) {
        int left = x < 0 ? -1 : (int) x;
        int top = y < 0 ? -1 : (int) y;
        int column0 = Math.max(left, 0);
        int column1 = Math.min(left + 1, width - 1);
        int row0 = Math.max(top, 0) * width;
        int row1 = Math.min(top + 1, height - 1) * width;
        int above0 = source[row0 + column0];
        int above1 = source[row0 + column1];
        int below0 = source[row1 + column0];
        int below1 = source[row1 + column1];
        double dx = x - left;
        double dy = y - top;
        return Pixel.of(
                sample(above0, above1, below0, below1, 0, dx, dy),
                sample(above0, above1, below0, below1, GREEN, dx, dy),
                sample(above0, above1, below0, below1, BLUE, dx, dy));
    }

    private static int sample(int above0, int above1, int below0, int below1, int channel, double dx, double dy) {
        double above = between(level(above0, channel), level(above1, channel), dx);
        double below = between(level(below0, channel), level(below1, channel), dx);
        return (int) between(above, below, dy);
    }

    private static double between(double from, double to, double part) {
        return from + (to - from) * part;
    }

    private static double level(int pixel, int channel) {
        return LEVELS[(pixel >> channel) & 0xff];
    }
}
