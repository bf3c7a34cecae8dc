package io.github.ncl4j.dataset;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.ncl4j.dataset.CheckedPart.Finding;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What {@link DatasetCheck} found.
 *
 * @param parts each by itself; the first is what a model is trained on
 * @param classProblems why the classes of another part cannot be matched with those of the first
 * @param classNotes how they are matched where that is not by number
 * @param duplicates images with the same content within one part
 * @param leaks images with the same content in more than one part: what is trained on must not be evaluated on
 */
public record CheckReport(
        List<Part> parts,
        List<String> classProblems,
        List<String> classNotes,
        List<Copies> duplicates,
        List<Copies> leaks) {

    /** The text names so many of each kind; the JSON names all. */
    private static final int SHOWN = 10;

    /** Copies the lists. */
    public CheckReport {
        parts = List.copyOf(parts);
        classProblems = List.copyOf(classProblems);
        classNotes = List.copyOf(classNotes);
        duplicates = List.copyOf(duplicates);
        leaks = List.copyOf(leaks);
    }

    /**
     * One part of the data.
     *
     * @param name of the part
     * @param images listed
     * @param classes in all, empty ones included
     * @param emptyClasses names of classes without a listed image
     * @param missing files that are not there
     * @param unreadable files that do not decode
     * @param sizes of the images that do; null if there is none
     */
    public record Part(
            String name,
            int images,
            int classes,
            List<String> emptyClasses,
            List<String> missing,
            List<Unreadable> unreadable,
            @Nullable Sizes sizes) {
        /** Copies the lists. */
        public Part {
            emptyClasses = List.copyOf(emptyClasses);
            missing = List.copyOf(missing);
            unreadable = List.copyOf(unreadable);
        }
    }

    /**
     * A file that does not decode.
     *
     * @param file its name
     * @param reason why
     */
    public record Unreadable(String file, String reason) {}

    /**
     * Widths and heights in pixels.
     *
     * @param minWidth smallest
     * @param medianWidth the middle one, the lower of two
     * @param maxWidth largest
     * @param minHeight smallest
     * @param medianHeight the middle one, the lower of two
     * @param maxHeight largest
     */
    public record Sizes(int minWidth, int medianWidth, int maxWidth, int minHeight, int medianHeight, int maxHeight) {

        static @Nullable Sizes of(List<Finding.Decoded> images) {
            if (images.isEmpty()) {
                return null;
            }
            int[] widths =
                    images.stream().mapToInt(Finding.Decoded::width).sorted().toArray();
            int[] heights =
                    images.stream().mapToInt(Finding.Decoded::height).sorted().toArray();
            int last = widths.length - 1;
            return new Sizes(widths[0], widths[last / 2], widths[last], heights[0], heights[last / 2], heights[last]);
        }
    }

    /**
     * Images with the same content.
     *
     * @param conflicting whether they belong to different classes
     * @param copies where they are, at least two
     */
    public record Copies(boolean conflicting, List<Copy> copies) {
        /** Copies the list. */
        public Copies {
            copies = List.copyOf(copies);
        }
    }

    /**
     * One of several images with the same content.
     *
     * @param part its part of the data
     * @param file its name
     * @param category its class
     */
    public record Copy(String part, String file, int category) {}

    /**
     * Whether the data can be trained and evaluated on: nothing is missing, unreadable or in two parts, no image belongs to
     * two classes, every class of the first part has an image, and the first part has a class for every image of the others, by
     * name where both have names. Duplicates within one class of one part are listed, and allowed, as are classes that only the
     * other parts lack.
     */
    public boolean isClean() {
        boolean allThere = parts.stream()
                .allMatch(part -> part.missing().isEmpty() && part.unreadable().isEmpty());
        boolean noConflict = duplicates.stream().noneMatch(Copies::conflicting);
        return allThere
                && noConflict
                && leaks.isEmpty()
                && parts.get(0).emptyClasses().isEmpty()
                && classProblems.isEmpty();
    }

    /** The whole report as one JSON document, keys in snake_case, with a {@code clean} of {@link #isClean}. */
    public String json() {
        record Document(
                boolean clean,
                List<Part> parts,
                List<String> classProblems,
                List<String> classNotes,
                List<Copies> duplicates,
                List<Copies> leaks) {}
        try {
            return JsonMapper.builder()
                    .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                    .enable(SerializationFeature.INDENT_OUTPUT)
                    .build()
                    .writeValueAsString(new Document(isClean(), parts, classProblems, classNotes, duplicates, leaks));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a report is plain data", e);
        }
    }

    /** A summary that names the first {@value #SHOWN} findings of each kind. Ends with a line feed. */
    public String text() {
        StringBuilder text = new StringBuilder();
        for (Part part : parts) {
            text.append(part.name()).append('\n');
            line(text, "images", part.images() + " in " + part.classes() + " classes");
            line(text, "sizes", sizes(part.sizes()));
            list(text, "empty classes", part.emptyClasses(), Function.identity());
            list(text, "missing", part.missing(), Function.identity());
            list(text, "unreadable", part.unreadable(), broken -> broken.reason());
        }
        text.append("together\n");
        Stream.concat(classProblems.stream(), classNotes.stream()).forEach(each -> line(text, "classes", each));
        list(text, "duplicates", duplicates, CheckReport::names);
        if (parts.size() > 1) {
            list(text, "leaks", leaks, CheckReport::names);
        }
        return text.append(isClean() ? "no problem found\n" : "problems found\n")
                .toString();
    }

    private static String sizes(@Nullable Sizes sizes) {
        return sizes == null
                ? "n/a"
                : String.format(
                        Locale.ROOT,
                        "width %d to %d (median %d), height %d to %d (median %d)",
                        sizes.minWidth(),
                        sizes.maxWidth(),
                        sizes.medianWidth(),
                        sizes.minHeight(),
                        sizes.maxHeight(),
                        sizes.medianHeight());
    }

    private static String names(Copies copies) {
        Stream<String> names = copies.copies().stream().limit(SHOWN).map(Copy::file);
        String all = String.join(" = ", names.toList()) + (copies.copies().size() > SHOWN ? " = ..." : "");
        return copies.conflicting() ? all + " (in different classes)" : all;
    }

    private static <T> void list(StringBuilder text, String what, List<T> found, Function<T, String> name) {
        line(text, what, Integer.toString(found.size()));
        IntStream.range(0, Math.min(SHOWN, found.size()))
                .forEach(i ->
                        text.append("    ").append(name.apply(found.get(i))).append('\n'));
        if (found.size() > SHOWN) {
            text.append("    and ").append(found.size() - SHOWN).append(" more\n");
        }
    }

    private static void line(StringBuilder text, String what, String value) {
        text.append(String.format(Locale.ROOT, "  %-14s%s\n", what, value));
    }
}
