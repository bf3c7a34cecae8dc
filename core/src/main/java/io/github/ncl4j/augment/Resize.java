package io.github.ncl4j.augment;

import io.github.ncl4j.config.Interpolation;
import io.github.ncl4j.data.DataException;
import io.github.ncl4j.data.ImageTransform;
import io.github.ncl4j.data.RandomStream;
import io.github.ncl4j.data.RgbImage;

/**
 * Antialiased scaling to a shortest side, as torchvision's {@code Resize(size)} on Pillow images: rows first, then
 * columns, rounded to 8 bits in between.
 *
 * @param shortestSide of the result in pixels
 * @param interpolation bilinear or bicubic
 */
record Resize(int shortestSide, Interpolation interpolation) implements ImageTransform {

    /** A strip of one pixel by a million is no photo; scaling it up would be one way to eat the memory. */
    private static final long MAX_PIXELS = 100_000_000;

    @Override
    public RgbImage apply(RgbImage image, RandomStream random) {
        int shorter = Math.min(image.width(), image.height());
        long longer = (long) ((double) ((long) shortestSide * Math.max(image.width(), image.height())) / shorter);
        if (longer * shortestSide > MAX_PIXELS) {
            throw new DataException("an image of " + image.width() + " x " + image.height()
                    + " pixels, scaled to a shortest side of " + shortestSide + ", would have " + longer * shortestSide
                    + " pixels, more than " + MAX_PIXELS + "; leave it out");
        }
        return image.width() <= image.height()
                ? scale(image, shortestSide, (int) longer, interpolation)
                : scale(image, (int) longer, shortestSide, interpolation);
    }

    /** Scales to exactly this size. */
    static RgbImage scale(RgbImage image, int width, int height, Interpolation interpolation) {
        RgbImage wide = image.width() == width
                ? image
                : scaleRows(image, new ResamplingFilter(image.width(), width, interpolation), width);
        return wide.height() == height
                ? wide
                : scaleColumns(wide, new ResamplingFilter(image.height(), height, interpolation), height);
    }

    private static RgbImage scaleRows(RgbImage image, ResamplingFilter filter, int width) {
        byte[] pixels = new byte[width * image.height() * 3];
        for (int row = 0; row < image.height(); row++) {
            for (int channel = 0; channel < 3; channel++) {
                int from = row * image.width() * 3 + channel;
                filter.apply(image.pixels(), from, 3, pixels, row * width * 3 + channel, 3);
            }
        }
        return new RgbImage(width, image.height(), pixels);
    }

    private static RgbImage scaleColumns(RgbImage image, ResamplingFilter filter, int height) {
        int rowBytes = image.width() * 3;
        byte[] pixels = new byte[rowBytes * height];
        for (int column = 0; column < rowBytes; column++) {
            filter.apply(image.pixels(), column, rowBytes, pixels, column, rowBytes);
        }
        return new RgbImage(image.width(), height, pixels);
    }
}
