package io.github.ncl4j.testkit;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Random;
import java.util.StringJoiner;
import javax.imageio.ImageIO;

/** Pixels of images small enough to write down: red, green and blue of each, row by row. */
public final class Pixels {

    private Pixels() {}

    /** Green is red plus 100, blue is red plus 200 (mod 256), so that swapped channels show. */
    public static byte[] red(int... reds) {
        byte[] pixels = new byte[3 * reds.length];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) (reds[i / 3] + 100 * (i % 3));
        }
        return pixels;
    }

    /** Three equal channels. */
    public static byte[] grey(int... levels) {
        byte[] pixels = new byte[3 * levels.length];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) levels[i / 3];
        }
        return pixels;
    }

    /** Noise, always the same for a size. */
    public static byte[] noise(int width, int height) {
        byte[] pixels = new byte[3 * width * height];
        new Random(width * 1000L + height).nextBytes(pixels);
        return pixels;
    }

    /** The red channel, with spaces between. */
    public static String reds(byte[] pixels) {
        StringJoiner reds = new StringJoiner(" ");
        for (int i = 0; i < pixels.length; i += 3) {
            reds.add(Integer.toString(pixels[i] & 0xff));
        }
        return reds.toString();
    }

    /** All samples, in [0, 255]. */
    public static int[] samples(byte[] pixels) {
        int[] samples = new int[pixels.length];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = pixels[i] & 0xff;
        }
        return samples;
    }

    /** A JPEG of noise, with colours in half the resolution. */
    public static byte[] jpeg(int width, int height) throws IOException {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Random random = new Random(2);
        for (int i = 0; i < width * height; i++) {
            image.setRGB(i % width, i / width, random.nextInt());
        }
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        ImageIO.write(image, "jpg", file);
        return file.toByteArray();
    }

    /** A JPEG whose header is good and whose first table of codes, behind the marker 0xffc4, is not. */
    public static byte[] withBrokenTable(byte[] jpeg) {
        byte[] broken = jpeg.clone();
        int marker = 0;
        while (broken[marker] != (byte) 0xff || broken[marker + 1] != (byte) 0xc4) {
            marker++;
        }
        broken[marker + 4] = 0x7f;
        return broken;
    }
}
