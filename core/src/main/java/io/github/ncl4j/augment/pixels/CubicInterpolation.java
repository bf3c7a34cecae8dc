package io.github.ncl4j.augment.pixels;

/**
 * Pillow's interpolation between sixteen pixels, in double precision: first along four rows, then between them. The cubic has a
 * slope of {@code right - left} at each pixel (a = -1) and is not that of Pillow's resizing.
 */
final class CubicInterpolation implements PixelInterpolation {

    private final int[] source;
    private final int width;
    private final int height;
    private final int fill;

    CubicInterpolation(int[] source, int width, int height, int fill) {
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
        int column0 = Math.max(left - 1, 0);
        int column1 = Math.max(left, 0);
        int column2 = Math.min(left + 1, width - 1);
        int column3 = Math.min(left + 2, width - 1);
        int row0 = Math.max(top - 1, 0) * width;
        int row1 = Math.max(top, 0) * width;
        int row2 = Math.min(top + 1, height - 1) * width;
        int row3 = Math.min(top + 2, height - 1) * width;
        double dx = x - left;
        double dy = y - top;
        int pixel = 0;
        for (int channel = 0; channel < 3 * Byte.SIZE; channel += Byte.SIZE) {
            double v0 = line(row0, column0, column1, column2, column3, channel, dx);
            double v1 = line(row1, column0, column1, column2, column3, channel, dx);
            double v2 = line(row2, column0, column1, column2, column3, channel, dx);
            double v3 = line(row3, column0, column1, column2, column3, channel, dx);
            double square = 2 * (v0 - v1) + v2 - v3;
            double cube = -v0 + v1 - v2 + v3;
            double value = v1 + dy * (-v0 + v2 + dy * (square + dy * cube));
            pixel |= Math.max(0, Math.min((int) value, 255)) << channel;
        }
        return pixel;
    }

    private double line(int row, int column0, int column1, int column2, int column3, int channel, double part) {
        int v0 = (source[row + column0] >> channel) & 0xff;
        int v1 = (source[row + column1] >> channel) & 0xff;
        int v2 = (source[row + column2] >> channel) & 0xff;
        int v3 = (source[row + column3] >> channel) & 0xff;
        int square = 2 * (v0 - v1) + v2 - v3;
        int cube = v1 - v0 - v2 + v3;
        return v1 + part * (v2 - v0 + part * (square + part * cube));
    }
}
