package io.github.ncl4j.data;

import io.github.ncl4j.image.RgbImage;
import io.github.ncl4j.image.Shrink;

/**
 * The images of another data set, of which those with a longer shortest side are scaled down to it.
 *
 * @param viewed the other data set
 * @param shrink scales such an image
 */
record CappedDataset(ImageDataset viewed, Shrink shrink) implements DatasetView {

    @Override
    public RgbImage image(int index) {
        return shrink.apply(viewed.image(index));
    }
}
