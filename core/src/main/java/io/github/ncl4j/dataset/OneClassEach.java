package io.github.ncl4j.dataset;

import io.github.ncl4j.image.DataException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Finds images that a list names several times. */
final class OneClassEach {

    private OneClassEach() {}

    /**
     * The list with one class for each image.
     *
     * @param file of the list, for messages
     * @throws DataException if there are images of several classes, and they are refused
     */
    static ImageList of(Path file, ImageList list, ImageList.Several several) {
        Map<String, Integer> first = new HashMap<>();
        Set<String> ambiguous = new HashSet<>();
        for (ImageEntry entry : list.entries()) {
            Integer before = first.putIfAbsent(image(entry), entry.category());
            if (before != null && before != entry.category()) {
                if (several == ImageList.Several.REFUSE) {
                    throw new DataException(file + ": the image " + ImageList.shown(entry.path()) + " has the classes "
                            + list.classNames().get(before) + " and "
                            + list.classNames().get(entry.category())
                            + "; a classifier needs one for each image: such images can be skipped, or their first class can"
                            + " count (--several skip, --several first)");
                }
                ambiguous.add(image(entry));
            }
        }
        List<String> notes = new ArrayList<>(list.notes());
        long again = first.size() == list.entries().size() ? 0 : again(list, ambiguous);
        if (again > 0) {
            notes.add(again + " of the " + list.entries().size()
                    + " entries name an image again, with the same class; it counts as often as it is named");
        }
        if (ambiguous.isEmpty()) {
            return new ImageList(list.classNames(), list.entries(), notes);
        }
        boolean skip = several == ImageList.Several.SKIP;
        Set<String> done = new HashSet<>();
        List<ImageEntry> kept = new ArrayList<>();
        for (ImageEntry entry : list.entries()) {
            boolean unclear = ambiguous.contains(image(entry));
            if (!unclear || (!skip && done.add(image(entry)))) {
                kept.add(entry);
            }
        }
        if (kept.isEmpty()) {
            throw new DataException(file + ": every image has several classes, so none is left");
        }
        notes.add(ambiguous.size() + (ambiguous.size() == 1 ? " image" : " images") + " of several classes "
                + (skip ? "left out" : "taken for the first of them"));
        return new ImageList(list.classNames(), kept, notes);
    }

    /** How many entries name an image that another one has named before, with the same class. */
    private static long again(ImageList list, Set<String> ambiguous) {
        Set<String> seen = new HashSet<>();
        return list.entries().stream()
                .filter(entry -> !ambiguous.contains(image(entry)) && !seen.add(image(entry)))
                .count();
    }

    /** One text for all ways to write a path: {@code ./cat/1.png} is {@code cat/1.png}. */
    private static String image(ImageEntry entry) {
        String path = entry.path();
        return path.startsWith("./") || path.contains("/./") || path.contains("//")
                ? Path.of(path).normalize().toString()
                : path;
    }
}
