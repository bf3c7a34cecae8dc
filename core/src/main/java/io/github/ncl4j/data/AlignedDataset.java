package io.github.ncl4j.data;

import io.github.ncl4j.image.ImageSource;
import io.github.ncl4j.image.RgbImage;
import java.util.List;

/**
 * Images of another data set, under the class numbers of a {@link ClassAlignment}'s owner.
 *
 * @param viewed images whose classes the owner knows
 */
record AlignedDataset(ImageDataset viewed, ClassAlignment alignment) implements DatasetView {

    @Override
    public int target(int index) {
        return alignment.numbers()[viewed.target(index)];
    }

    @Override
    public RgbImage image(int index) {
        return viewed.image(index);
    }

    @Override
    public ImageSource source(int index) {
        return viewed.source(index);
    }

    @Override
    public List<String> classNames() {
        return alignment.known();
    }
}
