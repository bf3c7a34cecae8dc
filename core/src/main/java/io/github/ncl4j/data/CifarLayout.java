package io.github.ncl4j.data;

import io.github.ncl4j.image.DataException;
import io.github.ncl4j.image.RgbImage;
import java.util.ArrayList;
import java.util.List;

/**
 * What the files of a CIFAR binary version are called and how a record is built: label bytes, then the red, green and blue
 * plane of 32 x 32 samples each, row by row.
 *
 * @param title the name of the data set
 * @param folder the folder in the archive
 * @param archive the official archive's name
 * @param trainFiles training files in order; a subset may lack the later ones
 * @param testFile the test file
 * @param namesFile class names, one a line
 * @param coarseClasses classes of a first label byte, which is checked and not used; 0 if there is none
 * @param classes classes of the label that is used
 */
record CifarLayout(
        String title,
        String folder,
        String archive,
        List<String> trainFiles,
        String testFile,
        String namesFile,
        int coarseClasses,
        int classes) {

    /** One label byte. */
    static final CifarLayout CIFAR_10 = new CifarLayout(
            "CIFAR-10",
            "cifar-10-batches-bin",
            "cifar-10-binary.tar.gz",
            List.of("data_batch_1.bin", "data_batch_2.bin", "data_batch_3.bin", "data_batch_4.bin", "data_batch_5.bin"),
            "test_batch.bin",
            "batches.meta.txt",
            0,
            10);

    /** A coarse and a fine label byte. */
    static final CifarLayout CIFAR_100 = new CifarLayout(
            "CIFAR-100",
            "cifar-100-binary",
            "cifar-100-binary.tar.gz",
            List.of("train.bin"),
            "test.bin",
            "fine_label_names.txt",
            20,
            100);

    /** More is not read of a file of class names. */
    static final int MAX_NAMES_BYTES = 1 << 16;

    private static final int SIDE = 32;
    private static final int PLANE = SIDE * SIDE;
    private static final int MAX_RECORDS = 100_000;

    /** The files that are read. */
    List<String> files() {
        List<String> files = new ArrayList<>(trainFiles);
        files.add(testFile);
        files.add(namesFile);
        return files;
    }

    /** A file of the version for Python, which is not read. */
    String pythonFile() {
        return trainFiles.get(0).replace(".bin", "");
    }

    /** The folder in the archive of the version for Python. */
    String pythonFolder() {
        return coarseClasses > 0 ? "cifar-100-python" : "cifar-10-batches-py";
    }

    /** Bytes of one record. */
    int recordBytes() {
        return labelBytes() + 3 * PLANE;
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
        byte[] pixels = new byte[3 * PLANE];
        int red = labelBytes();
        for (int i = 0; i < PLANE; i++) {
            pixels[3 * i] = record[red + i];
            pixels[3 * i + 1] = record[red + PLANE + i];
            pixels[3 * i + 2] = record[red + 2 * PLANE + i];
        }
        return new RgbImage(SIDE, SIDE, pixels);
    }
}
