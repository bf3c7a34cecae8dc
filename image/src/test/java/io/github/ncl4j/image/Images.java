package io.github.ncl4j.image;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Random;
import java.util.StringJoiner;
import javax.imageio.ImageIO;

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
