package io.github.ncl4j.data;

import io.github.ncl4j.image.ImageSource;
import io.github.ncl4j.image.RgbImage;
import java.util.List;

/** Images of another data set, under the class numbers of a {@link ClassAlignment}'s owner. */
final class AlignedDataset implements ImageDataset {

    private final DatasetSubset source;
    private final ClassAlignment alignment;

    /**
     * Takes some images.
     *
     * @param kept the indices of images whose classes the owner knows
     */
    AlignedDataset(ImageDataset source, ClassAlignment alignment, int[] kept) {
        this.source = new DatasetSubset(source, kept);
        this.alignment = alignment;
    }

    @Override
    public int size() {
        return source.size();
    }

    @Override
    public int target(int index) {
        return alignment.numbers()[source.target(index)];
    }

    @Override
    public RgbImage image(int index) {
        return source.image(index);
    }

    @Override
    public ImageSource source(int index) {
        return source.source(index);
    }

    @Override
    public List<String> classNames() {
        return alignment.known();
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
