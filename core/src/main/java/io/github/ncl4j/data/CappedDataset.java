package io.github.ncl4j.data;

import io.github.ncl4j.image.RgbImage;
import java.util.List;

/** The images of another data set, of which those with a longer shortest side are scaled down to it. */
final class CappedDataset implements ImageDataset {

    private final ImageDataset source;
    private final int shortestSide;
    private final ImageTransform resize;

    /**
     * Caps another data set.
     *
     * @param shortestSide in pixels
     * @param resize scales to this shortest side; not random
     */
    CappedDataset(ImageDataset source, int shortestSide, ImageTransform resize) {
        this.source = source;
        this.shortestSide = shortestSide;
        this.resize = resize;
    }

    @Override
    public int size() {
        return source.size();
    }

    @Override
    public int target(int index) {
        return source.target(index);
    }

    @Override
    public RgbImage image(int index) {
        RgbImage image = source.image(index);
        return Math.min(image.width(), image.height()) > shortestSide ? resize.apply(image, RandomStream.of(0)) : image;
    }

    @Override
    public List<String> classNames() {
        return source.classNames();
    }

    @Override
    public String describe(int index) {
        return source.describe(index);
    }

    @Override
    public String identity(int index) {
        return source.identity(index);
    }
}
