package io.github.ncl4j.dataset;

import io.github.ncl4j.data.ClassNames;
import io.github.ncl4j.image.DataException;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads lines {@code path label}: the label is what follows the last blank, so that a path may hold blanks. Also reads tables
 * ({@link CsvColumns}), whose labels may be names.
 */
final class TextList {

    private static final int MAX_LINE = 8192;
    private static final Pattern NUMBER = Pattern.compile("\\d{1,9}");
    private static final Pattern LINE = Pattern.compile("(.*[^\\s,;])\\s+(\\d{1,9})\\s*");

    private final Path file;
    private final BufferedReader in;
    private final List<String> paths = new ArrayList<>();
    private final List<String> labels = new ArrayList<>();
    private final Map<String, String> known = new HashMap<>();
    private @Nullable CsvColumns columns;
    private long line;
    private long letters;
    private boolean numbered = true;
    private List<String> notes = List.of();

    /** A lone carriage return ends a line, and so does one with a line feed. */
    private boolean returned;

    private TextList(Path file, BufferedReader in) {
        this.file = file;
        this.in = in;
    }

    /** Reads to the end of a stream. */
    static ImageList read(Path file, BufferedReader in) throws IOException {
        return new TextList(file, in).read();
    }

    private ImageList read() throws IOException {
        boolean first = true;
        for (String text = nextLine(); text != null; text = nextLine()) {
            if (text.isBlank()) {
                continue;
            }
            boolean header = false;
            if (first) {
                first = false;
                columns = columns(text);
                header = columns != null && columns.header();
                notes = columns == null || !header ? List.of() : columns.passedOver(text);
            }
            if (!header) {
                add(text);
            }
        }
        if (paths.isEmpty()) {
            throw new DataException(file + ": lists no image");
        }
        return numbered ? numbers() : names();
    }

    private @Nullable CsvColumns columns(String text) {
        char separator = CsvLine.separator(text);
        if (separator == 0 || LINE.matcher(text).matches()) {
            return null;
        }
        CsvColumns found = CsvColumns.of(text, separator);
        if (found == null) {
            throw problem("is no table of images and classes: " + CsvColumns.RULE);
        }
        return found;
    }

    private void add(String text) {
        String path;
        String label;
        if (columns == null) {
            Matcher parts = LINE.matcher(text);
            if (!parts.matches()) {
                throw problem("must be a path, a blank and a class number, not '" + ImageList.shown(text)
                        + "'; a table needs a header such as image,label");
            }
            path = parts.group(1).strip();
            label = parts.group(2);
        } else {
            List<String> cells = CsvLine.cells(text, columns.separator());
            if (cells == null || cells.size() <= Math.max(columns.path(), columns.label())) {
                throw problem("has " + (cells == null ? "a quote that is not closed" : cells.size() + " cells")
                        + ", and its path and class are in the columns " + (columns.path() + 1) + " and "
                        + (columns.label() + 1) + ": '" + ImageList.shown(text) + "'");
            }
            path = cells.get(columns.path());
            label = cells.get(columns.label());
        }
        check(path, label);
        if (paths.size() == ImageList.MAX_ENTRIES) {
            throw problem("no more than " + ImageList.MAX_ENTRIES + " images are read");
        }
        numbered &= NUMBER.matcher(label).matches();
        paths.add(path);
        labels.add(known.computeIfAbsent(ClassNames.composed(label), name -> name));
    }

    private void check(String path, String label) {
        String problem = ImageList.problem(path);
        if (problem != null) {
            throw problem(problem);
        }
        if (label.isEmpty()) {
            throw problem("has no class");
        }
        if (known.size() > ImageList.MAX_CLASSES) {
            throw problem("no more than " + ImageList.MAX_CLASSES + " classes are read");
        }
        if (numbered && NUMBER.matcher(label).matches() && Integer.parseInt(label) >= ImageList.MAX_CLASSES) {
            throw problem("the label " + label + " is not below " + ImageList.MAX_CLASSES);
        }
    }

    private ImageList numbers() {
        List<ImageEntry> entries = new ArrayList<>();
        int classes = 0;
        for (int i = 0; i < paths.size(); i++) {
            int label = Integer.parseInt(labels.get(i));
            classes = Math.max(classes, label + 1);
            entries.add(new ImageEntry(paths.get(i), label));
        }
        return new ImageList(ClassNames.numbered(classes), entries, notes);
    }

    /** Classes are numbered in the order of their names, as class folders are. */
    private ImageList names() {
        List<String> names = List.copyOf(new TreeSet<>(known.values()));
        List<ImageEntry> entries = new ArrayList<>();
        for (int i = 0; i < paths.size(); i++) {
            entries.add(new ImageEntry(paths.get(i), Collections.binarySearch(names, labels.get(i))));
        }
        return new ImageList(names, entries, notes);
    }

    private @Nullable String nextLine() throws IOException {
        try {
            return nextCharacters();
        } catch (CharacterCodingException e) {
            throw new DataException(
                    file + ": is neither UTF-8 nor UTF-16, somewhere after line " + (line - 1) + "; save it as UTF-8",
                    e);
        }
    }

    private @Nullable String nextCharacters() throws IOException {
        line++;
        StringBuilder text = new StringBuilder(128);
        int next = in.read();
        if (next == '\n' && returned) {
            next = in.read();
        }
        returned = false;
        if (next < 0) {
            return null;
        }
        while (next >= 0 && next != '\n' && next != '\r') {
            text.append((char) next);
            if (text.length() > MAX_LINE) {
                throw problem("is longer than " + MAX_LINE + " characters; this is no list of images");
            }
            next = in.read();
        }
        returned = next == '\r';
        letters += text.length() + 1;
        if (letters > ImageList.MAX_BYTES) {
            throw problem("no more than " + ImageList.MAX_BYTES + " characters are read");
        }
        return text.toString();
    }

    private DataException problem(String what) {
        return new DataException(file + ": line " + line + ": " + what);
    }
}
