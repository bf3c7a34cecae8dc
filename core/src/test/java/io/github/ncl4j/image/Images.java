package io.github.ncl4j.image;

import io.github.ncl4j.testkit.Pixels;

/** The {@link Pixels} of tests, as images. */
public final class Images {

    private Images() {}

    /** As {@link Pixels#red}. */
    public static RgbImage red(int width, int height, int... reds) {
        return new RgbImage(width, height, Pixels.red(reds));
    }

    /** As {@link Pixels#grey}. */
    public static RgbImage grey(int width, int height, int... levels) {
        return new RgbImage(width, height, Pixels.grey(levels));
    }

    /** As {@link Pixels#noise}. */
    public static RgbImage noise(int width, int height) {
        return new RgbImage(width, height, Pixels.noise(width, height));
    }

    /** As {@link Pixels#reds}. */
    public static String reds(RgbImage image) {
        return Pixels.reds(image.pixels());
    }

    /** As {@link Pixels#samples}. */
    public static int[] samples(RgbImage image) {
        return Pixels.samples(image.pixels());
    }
}
