package io.github.ncl4j.dataset;

import io.github.ncl4j.data.Annotation;
import io.github.ncl4j.data.AnnotationFile;
import io.github.ncl4j.data.AnnotationWriter;
import io.github.ncl4j.image.DataException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Moves annotations to where their images are now. */
public final class ImageRoot {

    private static final Pattern DRIVE = Pattern.compile("[A-Za-z]:");
    private static final Pattern SEPARATORS = Pattern.compile("[\\\\/]+");

    private ImageRoot() {}

    /**
     * What was done.
     *
     * @param replaced annotations whose path began with the old root
     * @param kept annotations with another path
     * @param missing annotations of both kinds whose image is not there
     */
    public record Replacement(int replaced, int kept, int missing) {}

    /**
     * Copies an annotation file with another root in its paths. Whole names are compared: {@code /data/photos} is no part of
     * {@code /data/photos-lt/a.jpg}. In paths of Windows, slashes and backslashes mean the same, and so do large and small letters.
     *
     * @param source an annotation file; its images need not be there
     * @param from the beginning of the paths to change, as the file writes it
     * @param to what stands there instead
     * @param target the new file; nothing may be there
     * @throws DataException if the file is broken, or no path begins with the old root
     * @throws IOException if a file cannot be read or written
     */
    public static Replacement replace(Path source, Path from, Path to, Path target) throws IOException {
        AnnotationFile.Content content = AnnotationFile.list(source);
        AtomicInteger replaced = new AtomicInteger();
        AtomicReference<String> first = new AtomicReference<>();
        AnnotationWriter.copy(
                source,
                fpath -> {
                    first.compareAndSet(null, fpath);
                    Path rest = below(from, fpath);
                    if (rest == null) {
                        return fpath;
                    }
                    replaced.incrementAndGet();
                    return to.resolve(rest).toString();
                },
                target);
        if (replaced.get() == 0) {
            throw new DataException(source + ": no fpath begins with " + from + "; the first is " + first.get());
        }
        int missing = 0;
        for (Annotation annotation : AnnotationFile.list(target).annotations()) {
            if (!Files.isRegularFile(annotation.file())) {
                missing++;
            }
        }
        return new Replacement(replaced.get(), content.annotations().size() - replaced.get(), missing);
    }

    /** The part of a path below a root; null if the path does not begin with the root. */
    private static @Nullable Path below(Path from, String fpath) {
        Path path = Path.of(fpath);
        if (path.startsWith(from)) {
            return from.relativize(path);
        }
        if (fpath.indexOf('\\') < 0 && !DRIVE.matcher(fpath).lookingAt()) {
            return null;
        }
        List<String> names = List.of(SEPARATORS.split(fpath));
        List<String> root = List.of(SEPARATORS.split(from.toString()));
        if (names.size() <= root.size()) {
            return null;
        }
        for (int i = 0; i < root.size(); i++) {
            if (!names.get(i).equalsIgnoreCase(root.get(i))) {
                return null;
            }
        }
        return Path.of(String.join("/", names.subList(root.size(), names.size())));
    }
}
