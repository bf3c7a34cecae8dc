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
        if (image.width() == width && image.height() == height) {
            return image;
        }
        int[] wide = image.width() == width
                ? Samples.of(image.pixels())
                : new ResamplingFilter(image.width(), width, interpolation).rows(image.pixels(), image.height());
        byte[] pixels = image.height() == height
                ? Samples.bytes(wide)
                : new ResamplingFilter(image.height(), height, interpolation).columns(wide, width * 3);
        return new RgbImage(width, height, pixels);
    }
}
