package io.github.ncl4j.dataset;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Which columns of a table hold the images and their classes.
 *
 * @param separator of the cells
 * @param path the column of the images' paths, from 0
 * @param label the column of the classes
 * @param header whether the first line is no image
 */
record CsvColumns(char separator, int path, int label, boolean header) {

    private static final List<String> PATHS = List.of(
            "fpath",
            "path",
            "image_path",
            "filepath",
            "file_path",
            "filename",
            "file_name",
            "file",
            "image",
            "img",
            "image_id",
            "id");

    private static final List<String> LABELS = List.of(
            "label",
            "class",
            "category",
            "target",
            "species",
            "class_name",
            "label_name",
            "category_name",
            "labels",
            "y",
            "class_id",
            "label_id",
            "category_id");

    /** The rule for headers, for messages. */
    static final String RULE = "its first line must name the columns, for example image,label: one of "
            + String.join(", ", PATHS) + " and one of " + String.join(", ", LABELS);

    /**
     * By the first line of a table.
     *
     * @return null if it names no such columns and is not a path and a class itself
     */
    static @Nullable CsvColumns of(String line, char separator) {
        List<String> cells = CsvLine.cells(line, separator);
        if (cells == null) {
            return null;
        }
        List<String> names = cells.stream()
                .map(cell -> cell.toLowerCase(Locale.ROOT).replace(' ', '_'))
                .toList();
        int path = first(names, PATHS);
        int label = first(names, LABELS);
        if (cells.size() == 2 && path + label >= -1 && path != label) {
            // Of two columns, the one that is named says what the other is.
            return new CsvColumns(separator, path >= 0 ? path : 1 - label, label >= 0 ? label : 1 - path, true);
        }
        if (path >= 0 && label >= 0) {
            return new CsvColumns(separator, path, label, true);
        }
        List<Integer> images = IntStream.range(0, cells.size())
                .filter(i -> isImage(cells.get(i)))
                .boxed()
                .toList();
        return cells.size() == 2 && images.size() == 1
                ? new CsvColumns(separator, images.get(0), 1 - images.get(0), false)
                : null;
    }

    /**
     * A line to say which columns are read, where there are others: one of them may say which images are for testing.
     *
     * @param header the first line of the table
     */
    List<String> passedOver(String header) {
        List<String> cells = Objects.requireNonNull(CsvLine.cells(header, separator));
        List<String> others = IntStream.range(0, cells.size())
                .filter(i -> i != path && i != label && !cells.get(i).isEmpty())
                .mapToObj(i -> ImageList.shown(cells.get(i)))
                .toList();
        return others.isEmpty()
                ? List.of()
                : List.of("images are read from the column " + ImageList.shown(cells.get(path)) + " and classes from "
                        + ImageList.shown(cells.get(label)) + "; passed over: " + String.join(", ", others));
    }

    private static int first(List<String> cells, List<String> names) {
        return names.stream()
                .mapToInt(cells::indexOf)
                .filter(at -> at >= 0)
                .findFirst()
                .orElse(-1);
    }

    private static boolean isImage(String cell) {
        try {
            return ImageNames.isImage(Path.of(cell.replace('\\', '/')));
        } catch (InvalidPathException e) {
            return false;
        }
    }
}
