package io.github.ncl4j.image;

import java.util.Random;
import java.util.StringJoiner;

/** Images small enough to write down. */
public final class Images {

    private Images() {}

    /** Green is red plus 100, blue is red plus 200 (mod 256), so that swapped channels show. */
    public static RgbImage red(int width, int height, int... reds) {
        byte[] pixels = new byte[3 * reds.length];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) (reds[i / 3] + 100 * (i % 3));
        }
        return new RgbImage(width, height, pixels);
    }

    /** The red channel, row by row. */
    public static String reds(RgbImage image) {
        StringJoiner reds = new StringJoiner(" ");
        byte[] pixels = image.pixels();
        for (int i = 0; i < pixels.length; i += 3) {
            reds.add(Integer.toString(pixels[i] & 0xff));
        }
        return reds.toString();
    }

    /** All samples, row by row, in [0, 255]. */
    public static int[] samples(RgbImage image) {
        byte[] pixels = image.pixels();
        int[] samples = new int[pixels.length];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = pixels[i] & 0xff;
        }
        return samples;
    }

    /** Three equal channels. */
    public static RgbImage grey(int width, int height, int... levels) {
        byte[] pixels = new byte[3 * levels.length];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) levels[i / 3];
        }
        return new RgbImage(width, height, pixels);
    }

    /** An image of noise, always the same. */
    public static RgbImage noise(int width, int height) {
        byte[] pixels = new byte[3 * width * height];
        new Random(width * 1000L + height).nextBytes(pixels);
        return new RgbImage(width, height, pixels);
    }
}
