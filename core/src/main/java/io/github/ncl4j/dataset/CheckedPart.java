package io.github.ncl4j.dataset;

import io.github.ncl4j.data.AnnotationFile;
import io.github.ncl4j.data.ImageDataset;
import io.github.ncl4j.data.ImageTransform;
import io.github.ncl4j.data.RandomStream;
import io.github.ncl4j.data.Sha256;
import io.github.ncl4j.image.DataException;
import io.github.ncl4j.image.ImageDecoder;
import io.github.ncl4j.image.Interpolation;
import io.github.ncl4j.image.Resize;
import io.github.ncl4j.image.RgbImage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A part of a data set, such as the training images, for {@link DatasetCheck}.
 *
 * @param name of the part
 * @param classNames of all classes
 * @param images to check
 */
public record CheckedPart(String name, List<String> classNames, List<CheckedImage> images) {

    /** The scaling of ImageNet's usual preparation, which the configurations here for photos have. */
    private static final Resize USUAL = new Resize(256, Interpolation.BILINEAR);

    /** Copies the lists. */
    public CheckedPart {
        classNames = List.copyOf(classNames);
        images = List.copyOf(images);
    }

    /** An image of a part. */
    public interface CheckedImage {
        /** What to call it: a file, or a place in an archive. */
        String name();

        /** Its class. */
        int category();

        /** Reads it. */
        Finding look();
    }

    /** What reading an image showed. */
    public sealed interface Finding {
        /**
         * It can be read.
         *
         * @param content SHA-256 of its bytes (of its samples, if it has no file of its own)
         * @param width in pixels
         * @param height in pixels
         */
        record Decoded(String content, int width, int height) implements Finding {}

        /** There is no such file. */
        record Missing() implements Finding {}

        /**
         * It cannot be decoded, or not be prepared for training or evaluation.
         *
         * @param reason why
         */
        record Unreadable(String reason) implements Finding {}
    }

    /**
     * The images of an annotation file.
     *
     * @throws DataException if the file, apart from its images, is broken
     */
    public static CheckedPart of(Path annotations) {
        return of(annotations, CheckedPart::usual);
    }

    /**
     * The images of an annotation file that is used in a known way.
     *
     * @param preparation what an image must come through once it is decoded
     * @throws DataException if the file, apart from its images, is broken
     */
    public static CheckedPart of(Path annotations, ImageTransform preparation) {
        AnnotationFile.Content content = AnnotationFile.list(annotations);
        return new CheckedPart(
                annotations.toString(),
                content.classNames(),
                content.annotations().stream()
                        .map(each -> (CheckedImage) new ImageOnDisk(each.file(), each.category(), preparation))
                        .toList());
    }

    /** Without a configuration: that an image can be scaled as most configurations do it. */
    private static RgbImage usual(RgbImage image, RandomStream random) {
        USUAL.requireFits(image.width(), image.height());
        return image;
    }

    /** The images of an open data set. */
    public static CheckedPart of(String name, ImageDataset dataset) {
        return new CheckedPart(
                name,
                dataset.classNames(),
                IntStream.range(0, dataset.size())
                        .mapToObj(i -> (CheckedImage) new ImageInMemory(dataset, i))
                        .toList());
    }

    /** A file; it is read once, for its checksum and its pixels. */
    private record ImageOnDisk(Path file, int category, ImageTransform preparation) implements CheckedImage {

        @Override
        public String name() {
            return file.toString();
        }

        @Override
        public Finding look() {
            if (!Files.isRegularFile(file)) {
                return new Finding.Missing();
            }
            try (InputStream in = Files.newInputStream(file)) {
                byte[] bytes = in.readNBytes(ImageDecoder.MAX_BYTES + 1);
                RgbImage image = new ImageDecoder().decode(bytes, name());
                prepare(image);
                return new Finding.Decoded(sha256(bytes), image.width(), image.height());
            } catch (IOException | DataException e) {
                return new Finding.Unreadable(String.valueOf(e.getMessage()));
            }
        }

        private void prepare(RgbImage image) {
            try {
                preparation.apply(image, RandomStream.of(0));
            } catch (DataException e) {
                throw new DataException(name() + ": " + e.getMessage(), e);
            }
        }
    }

    /** An image of an archive, which is decoded already. */
    private record ImageInMemory(ImageDataset dataset, int index) implements CheckedImage {

        @Override
        public String name() {
            return dataset.describe(index);
        }

        @Override
        public int category() {
            return dataset.target(index);
        }

        @Override
        public Finding look() {
            try {
                RgbImage image = dataset.image(index);
                return new Finding.Decoded(sha256(image.pixels()), image.width(), image.height());
            } catch (DataException e) {
                return new Finding.Unreadable(String.valueOf(e.getMessage()));
            }
        }
    }

    private static String sha256(byte[] bytes) {
        MessageDigest digest = Sha256.start();
        digest.update(bytes);
        return Sha256.hex(digest);
    }
}
