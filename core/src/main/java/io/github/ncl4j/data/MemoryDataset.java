package io.github.ncl4j.data;

import io.github.ncl4j.image.DataException;
import io.github.ncl4j.image.RgbImage;
import java.util.List;
import java.util.zip.CRC32C;

/** A data set whose decoded images all stay in memory. */
final class MemoryDataset implements ImageDataset {

    private final List<LabelledImage> images;
    private final List<String> classNames;

    /**
     * Takes images in file order.
     *
     * @throws DataException if there is none
     */
    MemoryDataset(String origin, List<LabelledImage> images, List<String> classNames) {
        if (images.isEmpty()) {
            throw new DataException(origin + ": holds no image");
        }
        this.images = List.copyOf(images);
        this.classNames = List.copyOf(classNames);
    }

    @Override
    public int size() {
        return images.size();
    }

    @Override
    public int target(int index) {
        return images.get(index).target();
    }

    @Override
    public RgbImage image(int index) {
        return images.get(index).image();
    }

    @Override
    public List<String> classNames() {
        return classNames;
    }

    @Override
    public String describe(int index) {
        return images.get(index).origin() + ", image " + images.get(index).position();
    }

    /** The pixels: archives are unpacked, repacked and cut to subsets. */
    @Override
    public String identity(int index) {
        RgbImage image = image(index);
        CRC32C checksum = new CRC32C();
        checksum.update(image.pixels());
        return image.width() + " x " + image.height() + " " + checksum.getValue();
    }
}
