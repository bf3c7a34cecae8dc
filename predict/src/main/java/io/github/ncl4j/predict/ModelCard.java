package io.github.ncl4j.predict;

import io.github.ncl4j.image.Preparation;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What an exported model says of itself.
 *
 * @param experiment the name of the configuration that it was trained with
 * @param version of ncl4j that exported it
 * @param classNames by class number
 * @param classCounts training images of each class, by class number
 * @param experts whose logits are averaged
 * @param input what it takes
 * @param mean of the channels red, green, blue, for {@code (pixel / 255 - mean) / std}
 * @param std deviations of the channels
 * @param preparation what happens to a decoded image before that
 * @param turnsPhotos whether photos are turned as their EXIF metadata say, as they were in the training
 * @param side of the images that it was trained on, squares, in pixels; null if the export did not know it
 * @param threshold the probability below which the likeliest class is not to be relied on; 0 for none
 * @param manyFrom training images from which a class counts as one with many
 * @param fewTo training images up to which a class counts as one with few
 */
public record ModelCard(
        String experiment,
        String version,
        List<String> classNames,
        List<Integer> classCounts,
        int experts,
        Input input,
        List<Float> mean,
        List<Float> std,
        Preparation preparation,
        boolean turnsPhotos,
        @Nullable Integer side,
        double threshold,
        int manyFrom,
        int fewTo) {

    private static final String FORMAT = "1";

    /** What a model takes. */
    public enum Input {
        /** Float32, N x 3 x H x W, normalised. */
        NORMALIZED,
        /** Float32, N x 3 x H x W in [0, 1]. */
        FLOAT,
        /** Uint8, N x H x W x 3. */
        UINT8
    }

    /** Copies the lists and compares them. */
    public ModelCard {
        classNames = List.copyOf(classNames);
        classCounts = List.copyOf(classCounts);
        mean = List.copyOf(mean);
        std = List.copyOf(std);
        if (classNames.isEmpty() || classNames.size() != classCounts.size()) {
            throw new IllegalArgumentException(
                    classNames.size() + " class names do not fit " + classCounts.size() + " class counts");
        }
        if (side != null && side < 1) {
            throw new IllegalArgumentException("side must be at least 1, not " + side);
        }
        if (mean.size() != 3 || std.size() != 3) {
            throw new IllegalArgumentException("mean and std must be three numbers each, not " + mean + " and " + std);
        }
    }

    /**
     * Reads the metadata of a model.
     *
     * @param file for messages
     * @throws ModelFileException if they are not those of an export by ncl4j, or damaged
     */
    static ModelCard of(Path file, Map<String, String> metadata) {
        String format = metadata.get("ncl4j_format");
        if (format == null) {
            throw new ModelFileException(
                    file + ": is an ONNX model, but not one that ncl4j exported: its metadata lack ncl4j_format");
        }
        if (!format.equals(FORMAT)) {
            throw new ModelFileException(
                    file + ": has metadata of format " + format + ", and this version reads format " + FORMAT
                            + "; export the model again, or use a newer ncl4j-predict");
        }
        Entries entries = new Entries(file, metadata);
        try {
            return new ModelCard(
                    entries.read("experiment", text -> text),
                    entries.read("ncl4j_version", text -> text),
                    entries.read("class_names", FlatArray::parse),
                    entries.read("class_counts", text -> list(text, Integer::valueOf)),
                    entries.read("experts", Integer::parseInt),
                    entries.read("input", text -> Input.valueOf(text.toUpperCase(Locale.ROOT))),
                    entries.read("mean", text -> list(text, Float::valueOf)),
                    entries.read("std", text -> list(text, Float::valueOf)),
                    entries.read("preparation", Preparation::parse),
                    // Exports of earlier versions do not say, and had their photos turned.
                    !metadata.containsKey("exif_orientation") || entries.read("exif_orientation", ModelCard::turns),
                    metadata.containsKey("side") ? entries.read("side", Integer::valueOf) : null,
                    entries.read("threshold", Double::parseDouble),
                    entries.read("many_from", Integer::parseInt),
                    entries.read("few_to", Integer::parseInt));
        } catch (IllegalArgumentException e) {
            throw new ModelFileException(file + ": its metadata are damaged: " + e.getMessage(), e);
        }
    }

    private static boolean turns(String orientation) {
        return switch (orientation) {
            case "apply" -> true;
            case "ignore" -> false;
            default -> throw new IllegalArgumentException("must be apply or ignore, not " + orientation);
        };
    }

    private static <T> List<T> list(String json, Function<String, T> element) {
        return FlatArray.parse(json).stream().map(element).toList();
    }

    /** Metadata by key. */
    private record Entries(Path file, Map<String, String> metadata) {

        <T> T read(String key, Function<String, T> reader) {
            String text = metadata.get(key);
            if (text == null) {
                throw new ModelFileException(file + ": its metadata lack " + key + "; export the model again");
            }
            try {
                return reader.apply(text);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(key + ": " + e.getMessage(), e);
            }
        }
    }
}
