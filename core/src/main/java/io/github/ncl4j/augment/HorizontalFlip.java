package io.github.ncl4j.augment;

import io.github.ncl4j.data.ImageTransform;
import io.github.ncl4j.data.RandomStream;
import io.github.ncl4j.image.Flip;
import io.github.ncl4j.image.RgbImage;

/**
 * Mirrors left and right.
 *
 * @param probability of mirroring, in [0, 1]
 */
record HorizontalFlip(double probability) implements ImageTransform {

    @Override
    public RgbImage apply(RgbImage image, RandomStream random) {
        return mirrors(random) ? Flip.horizontal(image) : image;
    }

    /** Whether the next image is mirrored. */
    boolean mirrors(RandomStream random) {
        return random.nextDouble() < probability;
    }
}
