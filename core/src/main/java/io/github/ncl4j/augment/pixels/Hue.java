package io.github.ncl4j.augment.pixels;

import io.github.ncl4j.image.RgbImage;

/**
 * Shifts the hue as torchvision's {@code adjust_hue} does on Pillow images: to 8-bit hue, saturation and value, an addition
 * that wraps around, and back. Both ways lose precision, so that a shift by 0 is no identity.
 */
public final class Hue {

    private Hue() {}

    /**
     * Shifts the hue of every pixel.
     *
     * @param factor part of the full circle, in [-0.5, 0.5]
     */
    public static RgbImage shift(RgbImage image, double factor) {
        int shift = (int) (factor * 255);
        byte[] source = image.pixels();
        byte[] pixels = new byte[source.length];
        for (int i = 0; i < source.length; i += 3) {
            shift(source, pixels, i, shift);
        }
        return new RgbImage(image.width(), image.height(), pixels);
    }

    private static void shift(byte[] source, byte[] target, int at, int shift) {
        int red = source[at] & 0xff;
        int green = source[at + 1] & 0xff;
        int blue = source[at + 2] & 0xff;
        int value = Math.max(red, Math.max(green, blue));
        int range = value - Math.min(red, Math.min(green, blue));
        int saturation = range == 0 ? 0 : (int) ((double) ((float) range / value) * 255.0);
        if (saturation == 0) {
            put(target, at, value, value, value);
        } else {
            int hue = (hue(red, green, blue, value, range) + shift) & 0xff;
            convert(hue, saturation, value, target, at);
        }
    }

    /** In [0, 255]; the mixture of single and double precision is Pillow's. */
    private static int hue(int red, int green, int blue, int value, int range) {
        float fromRed = (float) (value - red) / range;
        float fromGreen = (float) (value - green) / range;
        float fromBlue = (float) (value - blue) / range;
        float sixths;
        if (red == value) {
            sixths = fromBlue - fromGreen;
        } else if (green == value) {
            sixths = (float) (2.0 + fromRed - fromBlue);
        } else {
            sixths = (float) (4.0 + fromGreen - fromRed);
        }
        float turns = (float) ((sixths / 6.0 + 1.0) % 1.0);
        return (int) (turns * 255.0);
    }

    private static void convert(int hue, int saturation, int value, byte[] target, int at) {
        double sixths = hue * 6.0 / 255.0;
        int sector = (int) sixths;
        float rest = (float) (sixths - sector);
        float part = (float) (saturation / 255.0);
        int low = rounded(value * (1.0 - part));
        int falling = rounded(value * (1.0 - part * rest));
        int rising = rounded(value * (1.0 - part * (1.0 - rest)));
        switch (sector % 6) {
            case 0 -> put(target, at, value, rising, low);
            case 1 -> put(target, at, falling, value, low);
            case 2 -> put(target, at, low, value, rising);
            case 3 -> put(target, at, low, falling, value);
            case 4 -> put(target, at, rising, low, value);
            default -> put(target, at, value, low, falling);
        }
    }

    private static int rounded(double sample) {
        return (int) (sample + 0.5);
    }

    private static void put(byte[] target, int at, int red, int green, int blue) {
        target[at] = (byte) red;
        target[at + 1] = (byte) green;
        target[at + 2] = (byte) blue;
    }
}
