package io.github.ncl4j.dataset;

import io.github.ncl4j.data.ClassNames;
import io.github.ncl4j.image.DataException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads lines {@code path label}: the label is what follows the last blank, so that a path may hold blanks. */
final class TextList {

    private static final int MAX_LINE = 8192;
    private static final Pattern LINE = Pattern.compile("(.*\\S)\\s+(\\d{1,9})\\s*");

    private final Path file;
    private final InputStream in;
    private final List<ImageEntry> entries = new ArrayList<>();
    private long line;
    private long bytes;
    private int classes;

    private TextList(Path file, InputStream in) {
        this.file = file;
        this.in = in;
    }

    /** Reads to the end of a stream. */
    static ImageList read(Path file, InputStream in) throws IOException {
        return new TextList(file, in).read();
    }

    private ImageList read() throws IOException {
        for (String text = nextLine(); text != null; text = nextLine()) {
            if (!text.isBlank()) {
                add(text);
            }
        }
        if (entries.isEmpty()) {
            throw new DataException(file + ": lists no image");
        }
        return new ImageList(ClassNames.numbered(classes), entries);
    }

    private void add(String text) {
        Matcher parts = LINE.matcher(text);
        if (!parts.matches()) {
            throw problem("must be a path, a blank and a class number, not '" + ImageList.shown(text) + "'");
        }
        String path = parts.group(1).strip();
        String problem = ImageList.problem(path);
        if (problem != null) {
            throw problem(problem);
        }
        int label = Integer.parseInt(parts.group(2));
        if (label >= ImageList.MAX_CLASSES) {
            throw problem("the label " + label + " is not below " + ImageList.MAX_CLASSES);
        }
        if (entries.size() == ImageList.MAX_ENTRIES) {
            throw problem("no more than " + ImageList.MAX_ENTRIES + " images are read");
        }
        classes = Math.max(classes, label + 1);
        entries.add(new ImageEntry(path, label));
    }

    private @Nullable String nextLine() throws IOException {
        line++;
        ByteArrayOutputStream text = new ByteArrayOutputStream(128);
        int next = in.read();
        if (next < 0) {
            return null;
        }
        while (next >= 0 && next != '\n') {
            text.write(next);
            if (text.size() > MAX_LINE) {
                throw problem("is longer than " + MAX_LINE + " bytes; this is no list of images");
            }
            next = in.read();
        }
        bytes += text.size() + 1;
        if (bytes > ImageList.MAX_BYTES) {
            throw problem("no more than " + ImageList.MAX_BYTES + " bytes are read");
        }
        return text.toString(StandardCharsets.UTF_8);
    }

    private DataException problem(String what) {
        return new DataException(file + ": line " + line + ": " + what);
    }
}
