package io.github.ncl4j.run;

import io.github.ncl4j.config.DataConfig;
import io.github.ncl4j.data.ClassNames;
import io.github.ncl4j.data.ImageDataset;
import io.github.ncl4j.data.Sha256;
import io.github.ncl4j.torch.SafetensorsFile;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which images a run trains and is evaluated on, in which order and with which classes, as SHA-256 digests. Folders do not count, so that
 * a run may move to another machine; nor do pixels.
 *
 * @param train in hexadecimal digits
 * @param validation in hexadecimal digits
 */
public record DataIdentity(String train, String validation) {

    private static final String TRAIN = "train_images_sha256";
    private static final String VALIDATION = "validation_images_sha256";

    public static DataIdentity of(DataConfig config, ImageDataset train, ImageDataset validation) {
        boolean named = config.format() == DataConfig.Format.ANNOTATIONS;
        return new DataIdentity(digest(train, named), digest(validation, named));
    }

    /**
     * Of the class and, where images are files of their own, the file's name of each.
     *
     * @param named whether they are
     */
    private static String digest(ImageDataset images, boolean named) {
        MessageDigest digest = Sha256.start();
        for (int i = 0; i < images.size(); i++) {
            byte[] name = named ? name(images.describe(i)).getBytes(StandardCharsets.UTF_8) : new byte[0];
            digest.update(ByteBuffer.allocate(Integer.BYTES * 2)
                    .putInt(images.target(i))
                    .putInt(name.length)
                    .array());
            digest.update(name);
        }
        return Sha256.hex(digest);
    }

    private static String name(String described) {
        return described.substring(Math.max(described.lastIndexOf('/'), described.lastIndexOf('\\')) + 1);
    }

    /** Adds it to the metadata of a checkpoint. */
    void putInto(Map<String, String> metadata) {
        metadata.put(TRAIN, train);
        metadata.put(VALIDATION, validation);
    }

    /**
     * Compares the training images with those of a checkpoint, if it names them.
     *
     * @throws TrainingException if they differ
     */
    public void requireTrainingImagesOf(SafetensorsFile file) {
        if (!file.metadata().getOrDefault(TRAIN, train).equals(train)) {
            throw new TrainingException(
                    file.path() + ": was trained on other images: as many of each class, but other files, or"
                            + " in another order; restore them, or start a new run");
        }
    }

    /** Whether a checkpoint's run was evaluated on other images; not known, and so false, of one that does not name them. */
    boolean otherValidationImages(Map<String, String> metadata) {
        return !metadata.getOrDefault(VALIDATION, validation).equals(validation);
    }

    /**
     * The first class that has another name than in a checkpoint. Names that differ only in how Unicode composes them are equal.
     *
     * @return null if none has, or if one of both only numbers its classes
     */
    public static @Nullable String firstOtherName(List<String> saved, List<String> current) {
        if (ClassNames.areNumbers(saved) || ClassNames.areNumbers(current)) {
            return null;
        }
        for (int c = 0; c < Math.min(saved.size(), current.size()); c++) {
            if (!ClassNames.composed(saved.get(c)).equals(ClassNames.composed(current.get(c)))) {
                return "class " + c + " was '" + saved.get(c) + "' and is '" + current.get(c) + "' now";
            }
        }
        return null;
    }

    /**
     * A line to warn of classes that have names on one side and only numbers on the other.
     *
     * @param checkpoint with the saved names, for the message
     * @return null if there is nothing to warn of
     */
    public static @Nullable String namedOnOneSide(Path checkpoint, List<String> saved, List<String> current) {
        if (saved.equals(current) || ClassNames.areNumbers(saved) == ClassNames.areNumbers(current)) {
            return null;
        }
        return ClassNames.areNumbers(current)
                ? "the training images have no class names now, but " + checkpoint
                        + " has: the classes are matched by their numbers, and the checkpoints from here on have no names"
                : "the training images have class names now, but " + checkpoint
                        + " has none: the classes are matched by their numbers";
    }
}
