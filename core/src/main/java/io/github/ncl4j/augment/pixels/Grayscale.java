package io.github.ncl4j.augment.pixels;

import io.github.ncl4j.image.Pixel;
import io.github.ncl4j.image.RgbImage;
import java.util.Arrays;

/** Grey levels by the weights of ITU-R 601-2, in Pillow's 16-bit fixed point. */
public final class Grayscale {

    /** Pixels at a time whose levels are added up in vector instructions. */
    private static final int LENGTH = 1024;

    private Grayscale() {}

    /** The grey level of a pixel: {@code 0.299 red + 0.587 green + 0.114 blue}, rounded; in [0, 255]. */
    public static int level(int red, int green, int blue) {
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

    /**
     * The mean grey level of packed pixels, rounded half up. There is one sum for each place in a line: unlike a single sum it
     * stays in vector instructions.
     */
    static int mean(int[] pixels) {
        int[] line = new int[Math.min(LENGTH, pixels.length)];
        int[] sums = new int[line.length];
        for (int from = 0; from < pixels.length; from += LENGTH) {
            int length = Math.min(LENGTH, pixels.length - from);
            System.arraycopy(pixels, from, line, 0, length);
            Arrays.fill(line, length, line.length, 0);
            addLevels(line, sums);
        }
        long sum = 0;
        for (int each : sums) {
            sum += each;
        }
        return (int) ((double) sum / pixels.length + 0.5);
    }

    /** Three equal channels. */
    public static RgbImage of(RgbImage image) {
        int[] pixels = image.copyPacked();
        for (int i = 0; i < pixels.length; i++) {
            int level = level(pixels[i] & 0xff, (pixels[i] >> 8) & 0xff, pixels[i] >> 16);
            pixels[i] = Pixel.of(level, level, level);
        }
        return RgbImage.ofPacked(image.width(), image.height(), pixels);
    }
}
