package io.github.ncl4j.data;

import io.github.ncl4j.image.DataException;
import io.github.ncl4j.image.RgbImage;
import java.util.List;

/**
 * The names of the files of a CIFAR data set, and the layout of a record of the binary version: label bytes, then the red, green
 * and blue plane of 32 x 32 samples each, row by row.
 *
 * @param title the name of the data set
 * @param binary the binary version; its class names stand one a line
 * @param python the version for Python, whose files are pickles
 * @param labels the entry of a pickle with the labels that are used
 * @param names the entry of a pickle with the class names
 * @param coarseClasses classes of a first label byte, which is checked and not used; 0 if there is none
 * @param classes classes of the label that is used
 */
record CifarLayout(
        String title,
        CifarFiles binary,
        CifarFiles python,
        String labels,
        String names,
        int coarseClasses,
        int classes) {

    /** One label byte. */
    static final CifarLayout CIFAR_10 = new CifarLayout(
            "CIFAR-10",
            new CifarFiles(
                    "cifar-10-binary.tar.gz",
                    "cifar-10-batches-bin",
                    List.of(
                            "data_batch_1.bin",
                            "data_batch_2.bin",
                            "data_batch_3.bin",
                            "data_batch_4.bin",
                            "data_batch_5.bin"),
                    "test_batch.bin",
                    "batches.meta.txt"),
            new CifarFiles(
                    "cifar-10-python.tar.gz",
                    "cifar-10-batches-py",
                    List.of("data_batch_1", "data_batch_2", "data_batch_3", "data_batch_4", "data_batch_5"),
                    "test_batch",
                    "batches.meta"),
            "labels",
            "label_names",
            0,
            10);

    /** A coarse and a fine label byte. */
    static final CifarLayout CIFAR_100 = new CifarLayout(
            "CIFAR-100",
            new CifarFiles(
                    "cifar-100-binary.tar.gz",
                    "cifar-100-binary",
                    List.of("train.bin"),
                    "test.bin",
                    "fine_label_names.txt"),
            new CifarFiles("cifar-100-python.tar.gz", "cifar-100-python", List.of("train"), "test", "meta"),
            "fine_labels",
            "fine_label_names",
            20,
            100);

    /** More is not read of a file of class names. */
    static final int MAX_NAMES_BYTES = 1 << 16;

    private static final int SIDE = 32;
    private static final int PLANE = SIDE * SIDE;

    /** Samples of an image. */
    static final int PIXEL_BYTES = 3 * PLANE;

    private static final int MAX_RECORDS = 100_000;

    /** Bytes of one record. */
    int recordBytes() {
        return labelBytes() + PIXEL_BYTES;
    }

    private int labelBytes() {
        return coarseClasses > 0 ? 2 : 1;
    }

    /** Refuses what is far larger than any official file. */
    void checkSize(String origin, long size) {
        long most = (long) MAX_RECORDS * recordBytes();
        if (size < 0 || size > most) {
            throw new DataException(origin + ": claims " + size + " bytes; no file of " + title + " has more than "
                    + MAX_RECORDS + " records (" + most + " bytes)");
        }
    }

    /** The class of a record, checked. */
    int target(String origin, int position, byte[] record) {
        if (coarseClasses > 0) {
            checkLabel(origin, position, "coarse label", record[0] & 0xff, coarseClasses);
        }
        int label = record[labelBytes() - 1] & 0xff;
        checkLabel(origin, position, coarseClasses > 0 ? "fine label" : "label", label, classes);
        return label;
    }

    private void checkLabel(String origin, int position, String what, int label, int bound) {
        if (label >= bound) {
            throw new DataException(origin + ": record " + position + " (byte " + (long) position * recordBytes()
                    + ") has the " + what + " " + label + ", which is not in [0, " + bound
                    + "); the file is damaged or in another format");
        }
    }

    /** The picture of a record, planes interleaved. */
    RgbImage image(byte[] record) {
        return image(record, labelBytes());
    }

    /** The picture of three planes, the first of which begins at an offset. */
    static RgbImage image(byte[] record, int red) {
        byte[] pixels = new byte[PIXEL_BYTES];
        for (int i = 0; i < PLANE; i++) {
            pixels[3 * i] = record[red + i];
            pixels[3 * i + 1] = record[red + PLANE + i];
            pixels[3 * i + 2] = record[red + 2 * PLANE + i];
        }
        return new RgbImage(SIDE, SIDE, pixels);
    }
}
