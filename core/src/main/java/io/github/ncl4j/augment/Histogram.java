package io.github.ncl4j.augment;

import io.github.ncl4j.image.RgbImage;

/** How often each level occurs in one channel, and the operations that follow from it, as Pillow's {@code ImageOps}. */
final class Histogram {

    private static final int LEVELS = 256;

    private final int[] counts = new int[LEVELS];
    private final int pixels;

    private Histogram(RgbImage image, int channel) {
        byte[] samples = image.pixels();
        for (int i = channel; i < samples.length; i += 3) {
            counts[samples[i] & 0xff]++;
        }
        pixels = samples.length / 3;
    }

    /** Stretches each channel so that its darkest sample becomes 0 and its lightest 255. */
    static RgbImage autocontrast(RgbImage image) {
        return LookupTable.apply(
                image,
                new Histogram(image, 0).stretched(),
                new Histogram(image, 1).stretched(),
                new Histogram(image, 2).stretched());
    }

    /** Maps each channel so that its levels become about equally frequent. */
    static RgbImage equalize(RgbImage image) {
        return LookupTable.apply(
                image,
                new Histogram(image, 0).equalized(),
                new Histogram(image, 1).equalized(),
                new Histogram(image, 2).equalized());
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
