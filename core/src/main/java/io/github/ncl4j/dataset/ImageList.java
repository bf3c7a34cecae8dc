package io.github.ncl4j.dataset;

import io.github.ncl4j.data.AnnotationWriter;
import io.github.ncl4j.data.ClassNames;
import io.github.ncl4j.data.ClassTable;
import io.github.ncl4j.image.DataException;
import io.github.ncl4j.image.FileNames;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * The published lists of a data set: text with a line {@code path label} for each image, as of ImageNet-LT, Places-LT and
 * iNaturalist 2018, or iNaturalist's own JSON in the style of COCO; gzipped or not.
 *
 * @param classNames of all classes; the class numbers where the list has no names
 * @param entries the images in the list's order
 */
public record ImageList(List<String> classNames, List<ImageEntry> entries) {

    /** iNaturalist 2018 has 437,513 images, all of ImageNet 14 million. */
    static final int MAX_ENTRIES = 20_000_000;

    static final int MAX_CLASSES = 1_000_000;

    /** What a list may unfold to. */
    static final long MAX_BYTES = 1L << 31;

    private static final int GZIP_MAGIC = 0x1f8b;

    /** Copies the lists. */
    public ImageList {
        classNames = List.copyOf(classNames);
        entries = List.copyOf(entries);
    }

    /**
     * Reads a list.
     *
     * @param file text or JSON, gzipped or not; what it is shows in its first bytes
     * @param classes the number of classes, or null for as many as the list has (a text list says no more than its labels)
     * @throws DataException if it is broken, too large, or names a file outside of the images' root; the message names the
     *     line
     */
    public static ImageList read(Path file, @Nullable Integer classes) {
        try (InputStream raw = new BufferedInputStream(Files.newInputStream(file))) {
            InputStream in = isGzip(raw) ? new BufferedInputStream(new GZIPInputStream(raw, 1 << 16), 1 << 16) : raw;
            ImageList list = firstByte(in) == '{' ? CocoList.read(file, in) : TextList.read(file, in);
            return list.withClasses(file, classes);
        } catch (IOException e) {
            throw new DataException(file + ": cannot be read: " + e.getMessage(), e);
        }
    }

    private static boolean isGzip(InputStream in) throws IOException {
        in.mark(2);
        int magic = in.read() << 8 | in.read();
        in.reset();
        return magic == GZIP_MAGIC;
    }

    private static int firstByte(InputStream in) throws IOException {
        in.mark(1);
        int first = in.read();
        in.reset();
        return first;
    }

    private ImageList withClasses(Path file, @Nullable Integer classes) {
        if (classes == null || classes == classNames.size()) {
            return this;
        }
        if (classes < classNames.size()) {
            throw new DataException(file + ": has labels up to " + (classNames.size() - 1) + ", so no less than "
                    + classNames.size() + " classes");
        }
        return new ImageList(ClassNames.numbered(classes), entries);
    }

    /** Images of each class. */
    public ClassTable classTable() {
        int[] counts = new int[classNames.size()];
        entries.forEach(entry -> counts[entry.category()]++);
        return new ClassTable(classNames, counts);
    }

    /** How many of the listed files are not below a folder. */
    public long missing(Path root) {
        return entries.stream()
                .filter(entry -> !Files.isRegularFile(root.resolve(entry.path())))
                .count();
    }

    /**
     * Writes an annotation file.
     *
     * @param file where; nothing may be there
     * @param root of the images; the paths in the file are those of the images below it
     * @throws IOException if the file exists or cannot be written
     */
    public void write(Path file, Path root) throws IOException {
        Path absolute = root.toAbsolutePath().normalize();
        try (AnnotationWriter writer = AnnotationWriter.create(file, classNames)) {
            long id = 0;
            for (ImageEntry entry : entries) {
                writer.add(id++, absolute.resolve(entry.path()).toString(), entry.category());
            }
        }
    }

    /**
     * Looks whether a path stays below the root that it is relative to.
     *
     * @return what is wrong, or null
     */
    static @Nullable String problem(String path) {
        if (path.isEmpty()) {
            return "the path is empty";
        }
        Path parsed;
        try {
            parsed = Path.of(path);
        } catch (InvalidPathException e) {
            return "the path " + FileNames.explain(e);
        }
        if (parsed.isAbsolute() || parsed.getRoot() != null || path.startsWith("/") || path.startsWith("\\")) {
            return "the path " + shown(path) + " is absolute; it must be relative to the images' root";
        }
        for (Path part : parsed) {
            if (Objects.toString(part).equals("..")) {
                return "the path " + shown(path) + " leaves the images' root; take the .. out";
            }
        }
        return null;
    }

    /** A list's own words in a message, at a bearable length. */
    static String shown(String text) {
        return text.length() <= 200 ? text : text.substring(0, 200) + "...";
    }
}
