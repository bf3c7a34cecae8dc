package io.github.ncl4j.data;

import io.github.ncl4j.image.ImageSource;
import io.github.ncl4j.image.RgbImage;

/** One step, or a whole pipeline, on 8-bit images. Implementations are immutable and used by several threads at once. */
@FunctionalInterface
public interface ImageTransform {

    /**
     * Transforms an image. The input is not changed; the result may be the input itself.
     *
     * @param image any size that the implementation accepts
     * @param random where all randomness comes from
     */
    RgbImage apply(RgbImage image, RandomStream random);

    /**
     * The same for an image that may still have to be decoded. A transform that begins with a part of the image has no more
     * decoded than that.
     */
    default RgbImage apply(ImageSource image, RandomStream random) {
        return apply(image.whole(), random);
    }
}
