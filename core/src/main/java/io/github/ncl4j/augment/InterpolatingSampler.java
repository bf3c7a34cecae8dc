package io.github.ncl4j.augment;

import io.github.ncl4j.image.RgbImage;

/**
 * Maps an image by interpolation between four pixels (bilinear) or sixteen (bicubic) in double precision, as Pillow does:
 * places outside the image have the fill colour, neighbours outside it are its edge, and results are truncated to 8 bits. The
 * cubic has a slope of {@code right - left} at each pixel (a = -1) and is not that of Pillow's resizing.
 */
final class InterpolatingSampler {

    private final Affine map;
    private final RgbImage image;
    private final FillColor fill;
    private final byte[] source;
    private final byte[] pixels;
    private final RgbImage result;
    private final boolean cubic;

    InterpolatingSampler(Affine map, RgbImage image, FillColor fill, boolean cubic) {
        this.map = map;
        this.image = image;
        this.fill = fill;
        this.cubic = cubic;
        source = image.pixels();
        pixels = new byte[source.length];
        result = new RgbImage(image.width(), image.height(), pixels);
    }

    RgbImage result() {
        for (int row = 0; row < image.height(); row++) {
            for (int column = 0; column < image.width(); column++) {
                map(column, row);
            }
        }
        return image();
    }

    /** The result so far. */
    RgbImage image() {
        return result;
    }

    /** Computes one pixel. */
    void map(int column, int row) {
        double x = map.a() * (column + 0.5) + map.b() * (row + 0.5) + map.c();
        double y = map.d() * (column + 0.5) + map.e() * (row + 0.5) + map.f();
        int to = (row * image.width() + column) * 3;
        if (x >= 0 && x < image.width() && y >= 0 && y < image.height()) {
            sample(x - 0.5, y - 0.5, to);
        } else {
            fill.put(pixels, to);
        }
    }

    /** At a place counted from the centre of the first pixel, hence at least -0.5. */
    private void sample(double x, double y, int to) {
        int left = x < 0 ? -1 : (int) x;
        int top = y < 0 ? -1 : (int) y;
        if (cubic) {
            cubic(left, top, x - left, y - top, to);
        } else {
            linear(left, top, x - left, y - top, to);
        }
    }

    private void linear(int left, int top, double dx, double dy, int to) {
        int leftAt = columnAt(left);
        int rightAt = columnAt(left + 1);
        int upper = rowAt(top);
        int lower = rowAt(top + 1);
        for (int channel = 0; channel < 3; channel++) {
            double above = between(source[upper + leftAt + channel], source[upper + rightAt + channel], dx);
            double below = between(source[lower + leftAt + channel], source[lower + rightAt + channel], dx);
            pixels[to + channel] = (byte) (int) (above + (below - above) * dy);
        }
    }

    private static double between(byte left, byte right, double part) {
        int from = left & 0xff;
        return from + ((right & 0xff) - from) * part;
    }

    private void cubic(int left, int top, double dx, double dy, int to) {
        int column0 = columnAt(left - 1);
        int column1 = columnAt(left);
        int column2 = columnAt(left + 1);
        int column3 = columnAt(left + 2);
        int row1 = rowAt(top);
        if (dy == 0) {
            // Shears and moves along rows: the other rows would be multiplied by exactly 0.
            for (int channel = 0; channel < 3; channel++) {
                put(to + channel, line(row1 + channel, column0, column1, column2, column3, dx));
            }
            return;
        }
        int row0 = rowAt(top - 1);
        int row2 = rowAt(top + 1);
        int row3 = rowAt(top + 2);
        for (int channel = 0; channel < 3; channel++) {
            double v0 = line(row0 + channel, column0, column1, column2, column3, dx);
            double v1 = line(row1 + channel, column0, column1, column2, column3, dx);
            double v2 = line(row2 + channel, column0, column1, column2, column3, dx);
            double v3 = line(row3 + channel, column0, column1, column2, column3, dx);
            double square = 2 * (v0 - v1) + v2 - v3;
            double cube = -v0 + v1 - v2 + v3;
            put(to + channel, v1 + dy * (-v0 + v2 + dy * (square + dy * cube)));
        }
    }

    private void put(int at, double value) {
        pixels[at] = (byte) Math.max(0, Math.min((int) value, 255));
    }

    private int columnAt(int column) {
        return Math.max(0, Math.min(column, image.width() - 1)) * 3;
    }

    private int rowAt(int row) {
        return Math.max(0, Math.min(row, image.height() - 1)) * image.width() * 3;
    }

    private double line(int row, int column0, int column1, int column2, int column3, double part) {
        int v0 = source[row + column0] & 0xff;
        int v1 = source[row + column1] & 0xff;
        int v2 = source[row + column2] & 0xff;
        int v3 = source[row + column3] & 0xff;
        int square = 2 * (v0 - v1) + v2 - v3;
        int cube = v1 - v0 - v2 + v3;
        return v1 + part * (v2 - v0 + part * (square + part * cube));
    }
}
