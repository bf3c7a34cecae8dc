package io.github.ncl4j.dataset;

import io.github.ncl4j.data.Annotation;
import io.github.ncl4j.data.AnnotationFile;
import io.github.ncl4j.data.AnnotationWriter;
import io.github.ncl4j.image.DataException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;

/** Moves annotations to where their images are now. */
public final class ImageRoot {

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
     * {@code /data/photos-lt/a.jpg}.
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
        AnnotationWriter.copy(
                source,
                fpath -> {
                    Path path = Path.of(fpath);
                    if (!path.startsWith(from)) {
                        return fpath;
                    }
                    replaced.incrementAndGet();
                    return to.resolve(from.relativize(path)).toString();
                },
                target);
        if (replaced.get() == 0) {
            throw new DataException(source + ": no fpath begins with " + from + "; the first is "
                    + content.annotations().get(0).file());
        }
        int missing = 0;
        for (Annotation annotation : AnnotationFile.list(target).annotations()) {
            if (!Files.isRegularFile(annotation.file())) {
                missing++;
            }
        }
        return new Replacement(replaced.get(), content.annotations().size() - replaced.get(), missing);
    }
}
