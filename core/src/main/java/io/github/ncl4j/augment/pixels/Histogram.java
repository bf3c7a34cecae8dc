package io.github.ncl4j.augment.pixels;

import io.github.ncl4j.image.RgbImage;
import java.util.function.Function;

/** How often each level occurs in one channel, and the operations that follow from it, as Pillow's {@code ImageOps}. */
public final class Histogram {

    private static final int LEVELS = 256;

    private final int[] counts;
    private final int pixels;

    private Histogram(int[] counts, int pixels) {
        this.counts = counts;
        this.pixels = pixels;
    }

    /** Those of red, green and blue. */
    private static Histogram[] of(RgbImage image) {
        int[] source = image.packed();
        int[] reds = new int[LEVELS];
        int[] greens = new int[LEVELS];
        int[] blues = new int[LEVELS];
        for (int pixel : source) {
            reds[pixel & 0xff]++;
            greens[(pixel >> 8) & 0xff]++;
            blues[(pixel >> 16) & 0xff]++;
        }
        return new Histogram[] {
            new Histogram(reds, source.length),
            new Histogram(greens, source.length),
            new Histogram(blues, source.length)
        };
    }

    /** Stretches each channel so that its darkest sample becomes 0 and its lightest 255. */
    public static RgbImage autocontrast(RgbImage image) {
        return apply(image, Histogram::stretched);
    }

    /** Maps each channel so that its levels become about equally frequent. */
    public static RgbImage equalize(RgbImage image) {
        return apply(image, Histogram::equalized);
    }

    private static RgbImage apply(RgbImage image, Function<Histogram, byte[]> table) {
        Histogram[] channels = of(image);
        return LookupTable.apply(image, table.apply(channels[0]), table.apply(channels[1]), table.apply(channels[2]));
    }

    private byte[] stretched() {
        int darkest = darkest();
        int lightest = lightest();
        if (lightest == darkest) {
            return identity();
        }
        double scale = 255.0 / (lightest - darkest);
        double offset = -darkest * scale;
        return LookupTable.of(level -> (int) (level * scale + offset));
    }

    private byte[] equalized() {
        int step = (pixels - counts[lightest()]) / 255;
        if (step == 0) {
            return identity();
        }
        byte[] table = new byte[LEVELS];
        int below = step / 2;
        for (int level = 0; level < LEVELS; level++) {
            table[level] = (byte) Math.min(below / step, 255);
            below += counts[level];
        }
        return table;
    }

    private static byte[] identity() {
        return LookupTable.of(level -> level);
    }

    private int darkest() {
        int level = 0;
        while (counts[level] == 0) {
            level++;
        }
        return level;
    }

    private int lightest() {
        int level = LEVELS - 1;
        while (counts[level] == 0) {
            level--;
        }
        return level;
    }
}
