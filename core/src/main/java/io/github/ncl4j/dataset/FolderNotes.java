package io.github.ncl4j.dataset;

import io.github.ncl4j.data.Listing;
import io.github.ncl4j.image.DataException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Lines for people on everything that was guessed, merged or passed over in a folder of images. */
final class FolderNotes {

    private static final int SHOWN = 3;

    private final Path root;
    private final List<String> lines = new ArrayList<>();
    private final SortedSet<String> leftovers = new TreeSet<>();
    private final SortedSet<String> merged = new TreeSet<>();
    private final SortedMap<String, Integer> endings = new TreeMap<>();

    /** Of the folder that the user named. */
    FolderNotes(Path root) {
        this.root = root;
    }

    /** Adds a line of its own. */
    void add(String line) {
        lines.add(line);
    }

    /** A folder that no images are looked for in; hidden ones are not worth a word. */
    void leftover(Path folder) {
        if (!ImageNames.name(folder).startsWith(".")) {
            leftovers.add(ImageNames.name(folder));
        }
    }

    /** A folder inside a class folder whose images became the class's. */
    void merged(Path folder) {
        merged.add(root.relativize(folder).toString());
    }

    /** A file that is no image by its name. */
    void other(Path file) {
        String ending = ImageNames.ending(file);
        endings.merge(ending.isEmpty() ? "no ending" : "." + ending, 1, Integer::sum);
    }

    /** Files that are no images by their names, for example {@code .heic 2, .tif 1}. */
    String endings() {
        return endings.entrySet().stream()
                .map(each -> each.getKey() + " " + each.getValue())
                .collect(Collectors.joining(", "));
    }

    /** All of it, a line each. */
    List<String> lines() {
        List<String> all = new ArrayList<>(lines);
        if (!merged.isEmpty()) {
            all.add(merged.size() + (merged.size() == 1 ? " folder" : " folders")
                    + " inside class folders merged into their classes: " + Listing.of(merged, SHOWN)
                    + "; if they are classes, move them up");
        }
        if (!endings.isEmpty()) {
            int files = endings.values().stream().mapToInt(Integer::intValue).sum();
            all.add(files + (files == 1 ? " file" : " files") + " passed over by their endings: " + endings()
                    + "; read are " + ImageNames.endings());
        }
        if (!leftovers.isEmpty()) {
            all.add("folders passed over: " + String.join(", ", leftovers));
        }
        return all;
    }

    /** Refuses a name that an annotation file cannot hold. */
    static DataException notText(Path path) {
        return new DataException(
                path + ": its name is not UTF-8, so no annotation file can name it; rename it, for example"
                        + " with 'convmv -f latin1 -t utf8 -r --notest' and the folder");
    }
}
