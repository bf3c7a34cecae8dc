package io.github.ncl4j.data;

import io.github.ncl4j.image.RgbImage;
import java.util.concurrent.atomic.AtomicReferenceArray;

/** Keeps every image of another data set in memory from its first use on, so that the first epoch's workers decode them. */
final class CachedDataset implements DatasetView {

    private final ImageDataset source;
    private final AtomicReferenceArray<RgbImage> images;

    CachedDataset(ImageDataset source) {
        this.source = source;
        images = new AtomicReferenceArray<>(source.size());
    }

    @Override
    public ImageDataset viewed() {
        return source;
    }

    @Override
    public RgbImage image(int index) {
        RgbImage image = images.get(index);
        if (image == null) {
            // Two workers may both decode an image; the results are equal and one of them stays.
            image = source.image(index).trimmed();
            images.set(index, image);
        }
        return image;
    }
}
