package io.github.ncl4j.data;

import java.nio.file.Path;
import java.util.List;

/** Image files with annotations; every image is decoded each time it is asked for. */
final class AnnotatedImages implements ImageDataset {

    private final List<Annotation> annotations;
    private final List<String> classNames;
    private final ImageDecoder decoder;

    private AnnotatedImages(AnnotationFile.Content content, ImageDecoder decoder) {
        annotations = content.annotations();
        classNames = content.classNames();
        this.decoder = decoder;
    }

    /**
     * Reads an annotation file; decodes no image.
     *
     * @param mustExist whether every image has to be there
     * @throws DataException that lists what is wrong with the file
     */
    static AnnotatedImages read(Path file, ImageDecoder decoder, boolean mustExist) {
        return new AnnotatedImages(AnnotationFile.read(file, mustExist), decoder);
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
    public List<String> classNames() {
        return classNames;
    }

    @Override
    public String describe(int index) {
        Annotation annotation = annotations.get(index);
        return annotation.file() + " (image_id " + annotation.imageId() + ")";
    }
}
