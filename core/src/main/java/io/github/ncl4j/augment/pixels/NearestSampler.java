package io.github.ncl4j.augment.pixels;

import io.github.ncl4j.image.PixelArrays;
import io.github.ncl4j.image.RgbImage;

/**
 * Maps an image by the pixel that each place lies in, as Pillow does: by steps of the map in 16.16 fixed point, or in double
 * precision where the map only scales and moves, or reaches too far.
 */
final class NearestSampler {

    private static final double FIXED_ONE = 65536;
    private static final double FIXED_RANGE = 32768;

    private final Affine map;
    private final RgbImage image;
    private final int fill;
    private final int[] source;
    private final int[] pixels;

    NearestSampler(Affine map, RgbImage image, FillColor fill) {
        this.map = map;
        this.image = image;
        this.fill = fill.pixel();
        source = image.packed();
        pixels = PixelArrays.packed(source.length);
    }

    RgbImage result() {
        boolean scales = map.b() == 0 && map.d() == 0;
        boolean fits =
                fits(0, 0) && fits(image.width(), 0) && fits(0, image.height()) && fits(image.width(), image.height());
        if (!scales && fits) {
            fixedPoint();
        } else {
            doublePrecision();
        }
        return RgbImage.ofPacked(image.width(), image.height(), pixels);
    }

    private boolean fits(int x, int y) {
        return Math.abs(x * map.a() + y * map.b() + map.c()) < FIXED_RANGE
                && Math.abs(x * map.d() + y * map.e() + map.f()) < FIXED_RANGE;
    }

    private void fixedPoint() {
        int a = fixed(map.a());
        int b = fixed(map.b());
        int d = fixed(map.d());
        int e = fixed(map.e());
        int rowX = fixed(map.c() + map.a() * 0.5 + map.b() * 0.5);
        int rowY = fixed(map.f() + map.d() * 0.5 + map.e() * 0.5);
        int to = 0;
        for (int row = 0; row < image.height(); row++) {
            int x = rowX;
            int y = rowY;
            for (int column = 0; column < image.width(); column++) {
                pixels[to++] = at(x >> 16, y >> 16);
                x += a;
                y += d;
            }
            rowX += b;
            rowY += e;
        }
    }

    private static int fixed(double value) {
        return (int) Math.floor(value * FIXED_ONE + 0.5);
    }

    private void doublePrecision() {
        double rowX = map.c() + map.b() * 0.5 + map.a() * 0.5;
        double rowY = map.f() + map.e() * 0.5 + map.d() * 0.5;
        int to = 0;
        for (int row = 0; row < image.height(); row++) {
            double x = rowX;
            double y = rowY;
            for (int column = 0; column < image.width(); column++) {
                pixels[to++] = at(x < 0 ? -1 : (int) x, y < 0 ? -1 : (int) y);
                x += map.a();
                y += map.d();
            }
            rowX += map.b();
            rowY += map.e();
        }
    }

    private int at(int x, int y) {
        boolean outside = x < 0 || x >= image.width() || y < 0 || y >= image.height();
        return outside ? fill : source[y * image.width() + x];
    }
}
