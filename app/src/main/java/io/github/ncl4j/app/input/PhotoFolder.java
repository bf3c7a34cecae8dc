package io.github.ncl4j.app.input;

import io.github.ncl4j.data.ImageDataset;
import io.github.ncl4j.image.DataException;
import io.github.ncl4j.image.ImageDecoder;
import io.github.ncl4j.image.ImageSource;
import io.github.ncl4j.image.RgbImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** The photos below a folder, all of one class, for what does not ask for classes. */
public final class PhotoFolder implements ImageDataset {

    private final List<Path> files;
    private final ImageDecoder decoder;

    private PhotoFolder(List<Path> files, boolean turned) {
        this.files = files;
        decoder = new ImageDecoder(ImageDecoder.Settings.DEFAULT.withOrientation(turned));
    }

    /**
     * Lists the files, in the order of their paths.
     *
     * @param turned whether photos are turned as their EXIF metadata say
     * @throws DataException if there is none
     */
    public static PhotoFolder open(Path folder, boolean turned) throws IOException {
        List<Path> files = PhotoFiles.below(folder);
        if (files.isEmpty()) {
            throw new DataException(PhotoFiles.none(folder.toString()));
        }
        return new PhotoFolder(files, turned);
    }

    @Override
    public int size() {
        return files.size();
    }

    @Override
    public int target(int index) {
        return 0;
    }

    @Override
    public RgbImage image(int index) {
        return decoder.decode(files.get(index));
    }

    @Override
    public ImageSource source(int index) {
        return decoder.open(files.get(index));
    }

    @Override
    public List<String> classNames() {
        return List.of("photo");
    }

    @Override
    public String describe(int index) {
        return files.get(index).toString();
    }
}
