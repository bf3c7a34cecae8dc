package io.github.ncl4j.dataset;

import io.github.ncl4j.data.AnnotationWriter;
import io.github.ncl4j.data.ClassAlignment;
import io.github.ncl4j.data.ClassNames;
import io.github.ncl4j.data.ClassTable;
import io.github.ncl4j.data.LinkedPaths;
import io.github.ncl4j.image.DataException;
import io.github.ncl4j.image.FileNames;
import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * The lists of a data set: text with a line {@code path label} for each image, as of ImageNet-LT, Places-LT and iNaturalist
 * 2018; a table with a header, whose classes may be names; or iNaturalist's own JSON in the style of COCO. Gzipped or not, in
 * UTF-8 or UTF-16.
 *
 * @param classNames of all classes; the class numbers where the list has no names
 * @param entries the images in the list's order
 * @param notes what was left out or guessed, for people, a line each
 */
public record ImageList(List<String> classNames, List<ImageEntry> entries, List<String> notes) {

    /** The treatment of an image that the list gives several classes. */
    public enum Several {
        /** The list is refused. */
        REFUSE,
        /** The image is left out. */
        SKIP,
        /** The class that the list gives first counts. */
        FIRST
    }

    /** iNaturalist 2018 has 437,513 images, all of ImageNet 14 million. */
    static final int MAX_ENTRIES = 20_000_000;

    static final int MAX_CLASSES = 1_000_000;

    /** What a list may unfold to. */
    static final long MAX_BYTES = 1L << 31;

    private static final Pattern WINDOWS_ROOT = Pattern.compile("[A-Za-z]:[\\\\/]");

    private static final int GZIP_MAGIC = 0x1f8b;

    /** Copies the lists. */
    public ImageList {
        classNames = List.copyOf(classNames);
        entries = List.copyOf(entries);
        notes = List.copyOf(notes);
    }

    /** A list of which nothing has to be said. */
    ImageList(List<String> classNames, List<ImageEntry> entries) {
        this(classNames, entries, List.of());
    }

    /**
     * Reads a list.
     *
     * @param file text or JSON, gzipped or not; what it is shows in its first characters
     * @param classes the number of classes, or null for as many as the list has (a text list says no more than its labels)
     * @throws DataException if it is broken, too large, names a file outside of the images' root, or gives an image several
     *     classes; the message names the line
     */
    public static ImageList read(Path file, @Nullable Integer classes) {
        return read(file, classes, Several.REFUSE);
    }

    /**
     * Reads a list.
     *
     * @param several what happens to an image that it gives several classes
     * @throws DataException as {@link #read(Path, Integer)}
     */
    public static ImageList read(Path file, @Nullable Integer classes, Several several) {
        try (InputStream raw = new BufferedInputStream(Files.newInputStream(file))) {
            InputStream in = isGzip(raw) ? new BufferedInputStream(new GZIPInputStream(raw, 1 << 16), 1 << 16) : raw;
            BufferedReader text = ListEncoding.reader(in);
            ImageList list = firstLetter(text) == '{' ? CocoList.read(file, text) : TextList.read(file, text);
            ClassAlignment.requireDistinct(file.toString(), list.classNames());
            return OneClassEach.of(file, list, several).withClasses(file, classes);
        } catch (CharacterCodingException e) {
            throw new DataException(file + ": is neither UTF-8 nor UTF-16; save it as UTF-8", e);
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

    /** Of a stream that stays where it is, but for blanks, or -1 at its end. */
    private static int firstLetter(BufferedReader in) throws IOException {
        for (long blanks = 0; blanks < MAX_BYTES; blanks++) {
            in.mark(1);
            int first = in.read();
            if (first < 0) {
                return first;
            }
            if (!Character.isWhitespace(first)) {
                in.reset();
                return first;
            }
        }
        return -1;
    }

    private ImageList withClasses(Path file, @Nullable Integer classes) {
        if (classes == null || classes == classNames.size()) {
            return this;
        }
        if (classes < classNames.size()) {
            throw new DataException(file + ": has labels up to " + (classNames.size() - 1) + ", so no less than "
                    + classNames.size() + " classes");
        }
        if (!classNames.equals(ClassNames.numbered(classNames.size()))) {
            throw new DataException(file + ": has " + classNames.size() + " classes with names, and not " + classes
                    + "; leave the number out");
        }
        return new ImageList(ClassNames.numbered(classes), entries, notes);
    }

    /** Images of each class. */
    public ClassTable classTable() {
        int[] counts = new int[classNames.size()];
        entries.forEach(entry -> counts[entry.category()]++);
        return new ClassTable(classNames, counts);
    }

    /**
     * The list with its images where they are. Backslashes become slashes where a file is there so: lists from Windows have them.
     *
     * @param file of the list, for messages
     * @throws DataException if none of the images is there, or one leaves the root when its backslashes are read as slashes
     */
    public ImageList below(Path root, Path file) {
        List<ImageEntry> placed = new ArrayList<>(entries.size());
        long missing = 0;
        int changed = 0;
        for (ImageEntry entry : entries) {
            if (Files.isRegularFile(root.resolve(entry.path()))) {
                placed.add(entry);
                continue;
            }
            String slashes = entry.path().replace('\\', '/');
            if (problem(slashes) == null && Files.isRegularFile(root.resolve(slashes))) {
                placed.add(new ImageEntry(slashes, entry.category()));
                changed++;
            } else {
                placed.add(entry);
                missing++;
            }
        }
        if (missing == entries.size()) {
            throw new DataException(
                    file + ": none of its " + missing + " images is below " + root + ", not even the first, "
                            + shown(entries.get(0).path()) + "; name the folder that the paths are relative to");
        }
        List<String> said = new ArrayList<>(notes);
        if (changed > 0) {
            said.add("backslashes are read as slashes in " + changed + " of " + entries.size() + " paths");
        }
        if (missing > 0) {
            said.add(missing + " of the " + entries.size() + " images are not below " + root
                    + "; 'dataset check' lists them");
        }
        return new ImageList(classNames, placed, said);
    }

    /**
     * Writes an annotation file.
     *
     * @param file where; nothing may be there
     * @param root of the images; the paths in the file are those of the images below it
     * @throws IOException if the file exists or cannot be written
     */
    public void write(Path file, Path root) throws IOException {
        Path absolute = LinkedPaths.absolute(root);
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
        if (WINDOWS_ROOT.matcher(path).lookingAt()
                || parsed.isAbsolute()
                || parsed.getRoot() != null
                || path.startsWith("/")
                || path.startsWith("\\")) {
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
        String printable = text.replaceAll("\\p{Cntrl}", "?");
        return printable.length() <= 200 ? printable : printable.substring(0, 200) + "...";
    }
}
