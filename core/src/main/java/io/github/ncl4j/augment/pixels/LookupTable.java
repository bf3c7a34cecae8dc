package io.github.ncl4j.augment.pixels;

import io.github.ncl4j.image.PixelArrays;
import io.github.ncl4j.image.RgbImage;
import java.util.function.IntUnaryOperator;

/** Operations that change each sample by its value alone, as Pillow's {@code ImageOps} on RGB images. */
public final class LookupTable {

    private static final int LEVELS = 256;

    private LookupTable() {}

    /** The same function for all channels; its values are clipped to [0, 255]. */
    static byte[] of(IntUnaryOperator function) {
        byte[] table = new byte[LEVELS];
        for (int level = 0; level < LEVELS; level++) {
            table[level] = (byte) Math.max(0, Math.min(function.applyAsInt(level), 255));
        }
        return table;
    }

    /** {@code 255 - sample}. */
    public static RgbImage invert(RgbImage image) {
        return apply(image, of(level -> 255 - level));
    }

    /**
     * Keeps the high bits of each sample and clears the others.
     *
     * @param bits kept, from 0 to 8; 8 changes nothing
     */
    public static RgbImage posterize(RgbImage image, int bits) {
        int mask = -1 << (8 - bits);
        return bits >= 8 ? image : apply(image, of(level -> level & mask));
    }

    /**
     * Inverts the samples that are not below a threshold.
     *
     * @param threshold 0 inverts everything, 256 nothing
     */
    public static RgbImage solarize(RgbImage image, double threshold) {
        return threshold >= LEVELS ? image : apply(image, of(level -> level < threshold ? level : 255 - level));
    }

    /**
     * Adds to the samples below a threshold and clips the sum.
     *
     * @param addend in grey levels
     * @param threshold samples from here on stay as they are
     */
    public static RgbImage solarizeAdd(RgbImage image, int addend, int threshold) {
        return apply(image, of(level -> level < threshold ? level + addend : level));
    }

    /** One table for all channels. */
    static RgbImage apply(RgbImage image, byte[] table) {
        return apply(image, table, table, table);
    }

    /** A table for each channel. */
    static RgbImage apply(RgbImage image, byte[] red, byte[] green, byte[] blue) {
        int[] source = image.packed();
        int[] pixels = PixelArrays.packed(source.length);
        // Of arrays made here the virtual machine knows the length, and does not check 8-bit indices.
        int[] reds = new int[LEVELS];
        int[] greens = new int[LEVELS];
        int[] blues = new int[LEVELS];
        for (int level = 0; level < LEVELS; level++) {
            reds[level] = red[level] & 0xff;
            greens[level] = (green[level] & 0xff) << 8;
            blues[level] = (blue[level] & 0xff) << 16;
        }
        for (int i = 0; i < source.length; i++) {
            int pixel = source[i];
            pixels[i] = reds[pixel & 0xff] | greens[(pixel >> 8) & 0xff] | blues[(pixel >> 16) & 0xff];
        }
        return RgbImage.ofPacked(image.width(), image.height(), pixels);
    }
}
