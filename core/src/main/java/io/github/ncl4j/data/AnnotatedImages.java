package io.github.ncl4j.data;

import io.github.ncl4j.image.DataException;
import io.github.ncl4j.image.ImageDecoder;
import io.github.ncl4j.image.ImageSource;
import io.github.ncl4j.image.RgbImage;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Image files with annotations; every image is decoded each time it is asked for. */
final class AnnotatedImages implements ImageDataset {

    private final List<Annotation> annotations;
    private final List<String> classNames;
    private final ImageDecoder decoder;

    private AnnotatedImages(List<Annotation> annotations, List<String> classNames, ImageDecoder decoder) {
        this.annotations = annotations;
        this.classNames = classNames;
        this.decoder = decoder;
    }

    /**
     * Reads an annotation file and looks whether every image is there; decodes none.
     *
     * @throws DataException that lists what is wrong with the file
     */
    static AnnotatedImages read(Path file, ImageDecoder decoder) {
        AnnotationFile.Content content = AnnotationFile.read(file);
        return new AnnotatedImages(content.annotations(), content.classNames(), decoder);
    }

    /**
     * Reads an annotation file without a look at the images.
     *
     * @throws DataException that lists what is wrong with the file
     */
    static AnnotatedImages listed(Path file, ImageDecoder decoder) {
        AnnotationFile.Content content = AnnotationFile.list(file);
        return new AnnotatedImages(content.annotations(), content.classNames(), decoder);
    }

    /**
     * Reads an annotation file, and leaves out every image that is missing or cannot be decoded or prepared.
     *
     * @param workers threads that decode
     * @param preparation what an image must come through to be kept; null for nothing
     * @param leftOut gets one line for each such image: the file, and what is wrong with it
     * @throws DataException that lists what is wrong with the annotations, or if no image is left
     */
    static AnnotatedImages readable(
            Path file, ImageDecoder decoder, int workers, @Nullable ImageTransform preparation, List<String> leftOut) {
        AnnotationFile.Content content = AnnotationFile.list(file);
        AnnotatedImages all = new AnnotatedImages(content.annotations(), content.classNames(), decoder);
        List<Annotation> kept = IntStream.of(ReadableImages.indices(all, workers, preparation, leftOut))
                .mapToObj(all.annotations::get)
                .toList();
        return new AnnotatedImages(kept, content.classNames(), decoder);
    }

    /** What decodes the images. */
    ImageDecoder decoder() {
        return decoder;
    }

    /** The file of every image, by index. */
    List<Path> files() {
        return annotations.stream().map(Annotation::file).toList();
    }

    @Override
    public int size() {
        return annotations.size();
    }

    @Override
    public int target(int index) {
        return annotations.get(index).category();
    }

    @Override
    public RgbImage image(int index) {
        return decoder.decode(annotations.get(index).file());
    }

    @Override
    public ImageSource source(int index) {
        return decoder.open(annotations.get(index).file());
    }

    @Override
    public List<String> classNames() {
        return classNames;
    }

    @Override
    public String describe(int index) {
        Annotation annotation = annotations.get(index);
        return annotation.file() + " (image_id " + annotation.imageId() + ")";
    }

    /** The image's number, its file and the folder that this is in: what stays when a data set is moved. */
    @Override
    public String identity(int index) {
        Annotation annotation = annotations.get(index);
        Path file = annotation.file().toAbsolutePath().normalize();
        int names = file.getNameCount();
        return annotation.imageId() + " " + file.subpath(Math.max(0, names - 2), names);
    }
}
