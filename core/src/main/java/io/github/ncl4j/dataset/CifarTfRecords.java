package io.github.ncl4j.dataset;

import com.google.protobuf.InvalidProtocolBufferException;
import io.github.ncl4j.data.AnnotationWriter;
import io.github.ncl4j.data.ClassNames;
import io.github.ncl4j.data.ClassTable;
import io.github.ncl4j.dataset.tensorflow.Example;
import io.github.ncl4j.dataset.tensorflow.Feature;
import io.github.ncl4j.image.DataException;
import io.github.ncl4j.image.RgbImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A long-tailed CIFAR as Cui et al. (CVPR 2019) publish it: a folder such as {@code cifar-100-data-im-0.01} with {@code
 * train.tfrecords} and {@code eval.tfrecords}, whose records are {@code tf.train.Example} messages with the features {@code
 * image}, 3072 bytes in a red, a green and a blue plane, and {@code label}.
 *
 * @param folder with the two files
 * @param classes 10 or 100
 * @param name of the data set that comes out, for example {@code cifar100_imbalance100}
 */
public record CifarTfRecords(Path folder, int classes, String name) {

    /** One of the two files of a data set. */
    public enum Part {
        /** The training images. */
        TRAIN("train.tfrecords", "train"),
        /** The images to evaluate on. */
        VALID("eval.tfrecords", "valid");

        private final String file;
        private final String word;

        Part(String file, String word) {
            this.file = file;
            this.word = word;
        }

        /** The file's name. */
        public String file() {
            return file;
        }
    }

    private static final Pattern FOLDER = Pattern.compile("cifar-(10|100)-data-im-(1(?:\\.0*)?|0\\.\\d{1,6})");
    private static final int SIDE = 32;
    private static final int PLANE = SIDE * SIDE;

    /**
     * The data sets in a folder: those of its sub-folders that are called as published, or the folder itself.
     *
     * @return at least one, sorted by name
     * @throws DataException if there is none, or one holds neither of the two files
     * @throws IOException if the folder cannot be read
     */
    public static List<CifarTfRecords> find(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            throw new DataException(folder + ": there is no such folder");
        }
        Path named = folder.toAbsolutePath().normalize();
        List<Path> candidates;
        if (isPublishedName(named)) {
            candidates = List.of(named);
        } else {
            try (Stream<Path> children = Files.list(folder)) {
                candidates = children.filter(CifarTfRecords::isPublishedName)
                        .filter(Files::isDirectory)
                        .sorted()
                        .toList();
            }
        }
        if (candidates.isEmpty()) {
            throw new DataException(folder
                    + ": holds no folder such as cifar-10-data-im-0.01 or cifar-100-data-im-0.02; name the folder"
                    + " that they lie in, or one of them");
        }
        return candidates.stream().map(CifarTfRecords::of).toList();
    }

    private static boolean isPublishedName(Path folder) {
        return FOLDER.matcher(String.valueOf(folder.getFileName())).matches();
    }

    private static CifarTfRecords of(Path folder) {
        Matcher parts =
                FOLDER.matcher(Objects.requireNonNull(folder.getFileName()).toString());
        if (!parts.matches() || Double.parseDouble(parts.group(2)) == 0) {
            throw new DataException(folder + ": the name of the folder must end in the smallest class over the largest,"
                    + " for example 0.01");
        }
        long factor = Math.round(1 / Double.parseDouble(parts.group(2)));
        CifarTfRecords found = new CifarTfRecords(
                folder, Integer.parseInt(parts.group(1)), "cifar" + parts.group(1) + "_imbalance" + factor);
        if (found.parts().isEmpty()) {
            throw new DataException(folder + ": holds neither " + Part.TRAIN.file + " nor " + Part.VALID.file);
        }
        return found;
    }

    /** The parts whose file is there. */
    public List<Part> parts() {
        return Stream.of(Part.values())
                .filter(part -> Files.isRegularFile(folder.resolve(part.file)))
                .toList();
    }

    /** What {@link #convert} writes: the folder of images and an annotation file for each part that is there. */
    public List<String> outputs() {
        return Stream.concat(Stream.of(name), parts().stream().map(this::annotations))
                .toList();
    }

    private String annotations(Part part) {
        return name + "_" + part.word + ".json";
    }

    /**
     * Writes every image of a part as a file {@code NAME/images/train/POSITION.EXTENSION}, or {@code valid} for {@code
     * train}, and the annotations as {@code NAME_train.json}.
     *
     * @param part one that is there
     * @param target an existing folder; should this fail, what it wrote stays there
     * @param format of the images
     * @return the images of each class
     * @throws DataException if a record is damaged or holds something else; the message names the file, the record and the
     *     byte where it begins
     * @throws IOException if a file cannot be read or written
     */
    public ClassTable convert(Part part, Path target, ImageFileFormat format) throws IOException {
        Path records = folder.resolve(part.file);
        int[] counts = new int[classes];
        String images = name + "/images/" + part.word + "/";
        Files.createDirectories(target.resolve(images));
        try (TfRecordReader reader = TfRecordReader.open(records);
                AnnotationWriter annotations =
                        AnnotationWriter.create(target.resolve(annotations(part)), ClassNames.numbered(classes))) {
            long begin = reader.position();
            byte[] record = reader.next();
            if (record == null) {
                throw new DataException(records + ": is empty");
            }
            while (record != null) {
                long position = reader.records() - 1;
                String where = records + ": record " + position + ", which begins at byte " + begin + ": ";
                Example example = parse(record, where);
                int label = label(example, where);
                RgbImage image = image(example, where);
                String fpath = images + String.format(Locale.ROOT, "%06d.", position) + format.extension();
                format.write(image, target.resolve(fpath));
                annotations.add(position, fpath, image, label);
                counts[label]++;
                begin = reader.position();
                record = reader.next();
            }
        }
        return new ClassTable(ClassNames.numbered(classes), counts);
    }

    private static Example parse(byte[] record, String where) {
        try {
            return Example.parseFrom(record);
        } catch (InvalidProtocolBufferException e) {
            throw new DataException(where + "it is no tf.train.Example: " + e.getMessage(), e);
        }
    }

    private int label(Example example, String where) {
        Feature label = feature(example, "label", where);
        if (label.getInt64List().getValueCount() != 1) {
            throw new DataException(where + "its label must be one whole number");
        }
        long value = label.getInt64List().getValue(0);
        if (value < 0 || value >= classes) {
            throw new DataException(where + "its label " + value + " is not in [0, " + classes + ")");
        }
        return (int) value;
    }

    private static RgbImage image(Example example, String where) {
        Feature image = feature(example, "image", where);
        if (image.getBytesList().getValueCount() != 1
                || image.getBytesList().getValue(0).size() != 3 * PLANE) {
            throw new DataException(where + "its image must be " + 3 * PLANE + " bytes");
        }
        byte[] planes = image.getBytesList().getValue(0).toByteArray();
        byte[] pixels = new byte[3 * PLANE];
        for (int i = 0; i < PLANE; i++) {
            pixels[3 * i] = planes[i];
            pixels[3 * i + 1] = planes[PLANE + i];
            pixels[3 * i + 2] = planes[2 * PLANE + i];
        }
        return new RgbImage(SIDE, SIDE, pixels);
    }

    private static Feature feature(Example example, String name, String where) {
        Feature feature = example.getFeatures().getFeatureMap().get(name);
        if (feature == null) {
            throw new DataException(where + "it has no feature " + name);
        }
        return feature;
    }
}
