package io.github.ncl4j.augment;

import io.github.ncl4j.data.ImageTransform;
import io.github.ncl4j.data.RandomStream;
import io.github.ncl4j.image.RgbImage;

/**
 * Applies a step to some images and leaves the others as they are.
 *
 * @param probability of the step
 */
record Chance(double probability, ImageTransform step) implements ImageTransform {

    @Override
    public RgbImage apply(RgbImage image, RandomStream random) {
        return random.nextDouble() < probability ? step.apply(image, random) : image;
    }
}
