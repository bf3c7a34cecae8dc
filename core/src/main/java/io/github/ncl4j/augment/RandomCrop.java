package io.github.ncl4j.augment;

import io.github.ncl4j.data.ImageTransform;
import io.github.ncl4j.data.RandomStream;
import io.github.ncl4j.image.Crop;
import io.github.ncl4j.image.DataException;
import io.github.ncl4j.image.RgbImage;

/**
 * A square cut at a uniformly random place after zero padding, as torchvision's {@code RandomCrop(size, padding)}.
 *
 * @param size side of the cut in pixels
 * @param padding zero pixels added on each side before
 */
record RandomCrop(int size, int padding) implements ImageTransform {

    @Override
    public RgbImage apply(RgbImage image, RandomStream random) {
        int freeRows = image.height() + 2 * padding - size;
        int freeColumns = image.width() + 2 * padding - size;
        if (freeRows < 0 || freeColumns < 0) {
            throw new DataException("a random crop of " + size + " pixels with a padding of " + padding
                    + " does not fit into an image of " + image.width() + " x " + image.height()
                    + " pixels; resize before the crop, or make the crop smaller");
        }
        int top = random.nextInt(freeRows + 1) - padding;
        int left = random.nextInt(freeColumns + 1) - padding;
        return Crop.of(image, left, top, size, size);
    }
}
