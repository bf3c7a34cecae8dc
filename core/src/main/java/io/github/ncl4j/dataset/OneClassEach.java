package io.github.ncl4j.dataset;

import io.github.ncl4j.image.DataException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Finds images that a list gives several classes. */
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
            Integer before = first.putIfAbsent(entry.path(), entry.category());
            if (before != null && before != entry.category()) {
                if (several == ImageList.Several.REFUSE) {
                    throw new DataException(file + ": the image " + ImageList.shown(entry.path()) + " has the classes "
                            + list.classNames().get(before) + " and "
                            + list.classNames().get(entry.category())
                            + "; a classifier needs one for each image: such images can be skipped, or their first class can"
                            + " count (--several skip, --several first)");
                }
                ambiguous.add(entry.path());
            }
        }
        if (ambiguous.isEmpty()) {
            return list;
        }
        boolean skip = several == ImageList.Several.SKIP;
        Set<String> done = new HashSet<>();
        List<ImageEntry> kept = new ArrayList<>();
        for (ImageEntry entry : list.entries()) {
            boolean unclear = ambiguous.contains(entry.path());
            if (!unclear || (!skip && done.add(entry.path()))) {
                kept.add(entry);
            }
        }
        if (kept.isEmpty()) {
            throw new DataException(file + ": every image has several classes, so none is left");
        }
        List<String> notes = new ArrayList<>(list.notes());
        notes.add(ambiguous.size() + (ambiguous.size() == 1 ? " image" : " images") + " of several classes "
                + (skip ? "left out" : "taken for the first of them"));
        return new ImageList(list.classNames(), kept, notes);
    }
}
