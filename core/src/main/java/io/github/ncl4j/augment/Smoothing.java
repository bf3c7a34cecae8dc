package io.github.ncl4j.augment;

import io.github.ncl4j.data.RgbImage;

/** Pillow's {@code ImageFilter.SMOOTH}: the mean of a pixel, counted five times, and its eight neighbours. */
final class Smoothing {

    private static final float NEIGHBOUR = 1 / 13f;
    private static final float CENTER = 5 / 13f;

    private Smoothing() {}

    /** The samples of the smoothed image; the outermost pixels stay as they are. */
    static byte[] of(RgbImage image) {
        byte[] source = image.pixels();
        byte[] pixels = source.clone();
        int rowBytes = image.width() * 3;
        for (int row = 1; row < image.height() - 1; row++) {
            int end = (row + 1) * rowBytes - 3;
            for (int at = row * rowBytes + 3; at < end; at++) {
                // Single precision and this order of the sums, from the lower row up, are part of Pillow's result.
                float sum = 0.5f;
                sum += line(source, at + rowBytes, NEIGHBOUR);
                sum += line(source, at, CENTER);
                sum += line(source, at - rowBytes, NEIGHBOUR);
                pixels[at] = (byte) Math.min((int) sum, 255);
            }
        }
        return pixels;
    }

    private static float line(byte[] source, int at, float middle) {
        return (source[at - 3] & 0xff) * NEIGHBOUR + (source[at] & 0xff) * middle + (source[at + 3] & 0xff) * NEIGHBOUR;
    }
}
