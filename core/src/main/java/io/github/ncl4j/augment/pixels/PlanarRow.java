package io.github.ncl4j.augment.pixels;

import io.github.ncl4j.image.PixelLine;

/** A row of an image in three planes, first all reds, then all greens, then all blues: one long line for vector instructions. */
final class PlanarRow {

    private final int width;
    private final int[] packed;
    private final int[] red;
    private final int[] green;
    private final int[] blue;
    private final int[] samples;

    /**
     * Makes room.
     *
     * @param width in pixels
     */
    PlanarRow(int width) {
        this.width = width;
        packed = new int[width];
        red = new int[width];
        green = new int[width];
        blue = new int[width];
        samples = new int[3 * width];
    }

    /** The samples in [0, 255], to be read and changed. */
    int[] samples() {
        return samples;
    }

    /** Reads packed pixels from one on. */
    void read(int[] pixels, int from) {
        System.arraycopy(pixels, from, packed, 0, width);
        PixelLine.split(packed, red, green, blue);
        System.arraycopy(red, 0, samples, 0, width);
        System.arraycopy(green, 0, samples, width, width);
        System.arraycopy(blue, 0, samples, 2 * width, width);
    }

    /** Writes packed pixels, from one on. */
    void write(int[] pixels, int to) {
        System.arraycopy(samples, 0, red, 0, width);
        System.arraycopy(samples, width, green, 0, width);
        System.arraycopy(samples, 2 * width, blue, 0, width);
        PixelLine.join(red, green, blue, packed);
        System.arraycopy(packed, 0, pixels, to, width);
    }
}
