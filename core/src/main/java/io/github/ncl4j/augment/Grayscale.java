package io.github.ncl4j.augment;

import io.github.ncl4j.image.RgbImage;

/** Grey levels by the weights of ITU-R 601-2, in Pillow's 16-bit fixed point. */
final class Grayscale {

    private Grayscale() {}

    /** The grey level of a pixel: {@code 0.299 red + 0.587 green + 0.114 blue}, rounded; in [0, 255]. */
    static int level(int red, int green, int blue) {
        return (red * 19595 + green * 38470 + blue * 7471 + 0x8000) >> 16;
    }

    /** The grey levels of a line of pixels. */
    static void levels(int[] red, int[] green, int[] blue, int[] levels) {
        for (int i = 0; i < levels.length; i++) {
            levels[i] = level(red[i], green[i], blue[i]);
        }
    }

    /** Adds the grey level of each pixel to its sum. */
    static void addLevels(int[] pixels, int[] sums) {
        for (int i = 0; i < pixels.length; i++) {
            sums[i] += level(pixels[i] & 0xff, (pixels[i] >> 8) & 0xff, pixels[i] >> 16);
        }
    }

    /** The mean grey level of an image, rounded half up. */
    static int mean(RgbImage image) {
        byte[] pixels = image.pixels();
        int count = pixels.length / 3;
        long sum = 0;
        for (int i = 0; i < pixels.length; i += 3) {
            sum += level(pixels[i] & 0xff, pixels[i + 1] & 0xff, pixels[i + 2] & 0xff);
        }
        return mean(sum, count);
    }

    /** The mean of some levels, rounded half up. */
    static int mean(long sum, int count) {
        return (int) ((double) sum / count + 0.5);
    }

    /** Three equal channels. */
    static RgbImage of(RgbImage image) {
        byte[] source = image.pixels();
        byte[] pixels = new byte[source.length];
        for (int i = 0; i < source.length; i += 3) {
            byte level = (byte) level(source[i] & 0xff, source[i + 1] & 0xff, source[i + 2] & 0xff);
            pixels[i] = level;
            pixels[i + 1] = level;
            pixels[i + 2] = level;
        }
        return new RgbImage(image.width(), image.height(), pixels);
    }
}
