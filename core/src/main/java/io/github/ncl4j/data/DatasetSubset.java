package io.github.ncl4j.data;

import io.github.ncl4j.image.ImageSource;
import io.github.ncl4j.image.RgbImage;
import java.util.List;

/** Some images of another data set, in a given order. */
public final class DatasetSubset implements ImageDataset {

    private final ImageDataset source;
    private final int[] indices;

    /** Takes the images at {@code indices} of {@code source}. */
    public DatasetSubset(ImageDataset source, int[] indices) {
        this.source = source;
        this.indices = indices.clone();
    }

    @Override
    public int size() {
        return indices.length;
    }

    @Override
    public int target(int index) {
        return source.target(indices[index]);
    }

    @Override
    public RgbImage image(int index) {
        return source.image(indices[index]);
    }

    @Override
    public ImageSource source(int index) {
        return source.source(indices[index]);
    }

    @Override
    public List<String> classNames() {
        return source.classNames();
    }

    @Override
    public String describe(int index) {
        return source.describe(indices[index]);
    }

    @Override
    public String identity(int index) {
        return source.identity(indices[index]);
    }
}
