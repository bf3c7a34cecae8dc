package io.github.ncl4j.augment;

import io.github.ncl4j.data.ImageTransform;
import io.github.ncl4j.data.RandomStream;
import io.github.ncl4j.image.ImageSource;
import io.github.ncl4j.image.RgbImage;

/** A transform that looks at a part of the image alone. */
@FunctionalInterface
interface PartTransform extends ImageTransform {

    @Override
    RgbImage apply(ImageSource image, RandomStream random);

    @Override
    default RgbImage apply(RgbImage image, RandomStream random) {
        return apply((ImageSource) image, random);
    }
}
