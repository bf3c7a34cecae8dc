package io.github.ncl4j.augment.pixels;

import io.github.ncl4j.image.PixelArrays;
import io.github.ncl4j.image.RgbImage;

/**
 * Maps an image by interpolation, as Pillow does: places outside the image have the fill colour, neighbours outside it are its
 * edge, and results are truncated to 8 bits.
 */
final class InterpolatingSampler {

    private final Affine map;
    private final int width;
    private final int height;
    private final PixelInterpolation interpolation;
    private final int[] pixels;

    InterpolatingSampler(Affine map, RgbImage image, FillColor fill, boolean cubic) {
        this.map = map;
        width = image.width();
        height = image.height();
        int[] source = image.packed();
        pixels = PixelArrays.packed(source.length);
        interpolation = cubic
                ? new CubicInterpolation(source, width, height, fill.pixel())
                : new LinearInterpolation(source, width, height, fill.pixel());
    }

    RgbImage result() {
        // What is the same in each row.
        double[] columnX = new double[width];
        double[] columnY = new double[width];
        for (int column = 0; column < width; column++) {
            columnX[column] = map.a() * (column + 0.5);
            columnY[column] = map.d() * (column + 0.5);
        }
        double[] x = new double[width];
        double[] y = new double[width];
        for (int row = 0; row < height; row++) {
            add(columnX, map.b() * (row + 0.5), map.c(), x);
            add(columnY, map.e() * (row + 0.5), map.f(), y);
            interpolation.apply(x, y, pixels, row * width);
        }
        return image();
    }

    private static void add(double[] column, double row, double constant, double[] places) {
        for (int i = 0; i < places.length; i++) {
            places[i] = column[i] + row + constant;
        }
    }

    /** Computes one pixel. */
    void map(int column, int row) {
        double x = map.a() * (column + 0.5) + map.b() * (row + 0.5) + map.c();
        double y = map.d() * (column + 0.5) + map.e() * (row + 0.5) + map.f();
        interpolation.apply(new double[] {x}, new double[] {y}, pixels, row * width + column);
    }

    /** The result so far. */
    RgbImage image() {
        return RgbImage.ofPacked(width, height, pixels);
    }

    /** The packed pixels of the result, to be written. */
    int[] pixels() {
        return pixels;
    }
}
