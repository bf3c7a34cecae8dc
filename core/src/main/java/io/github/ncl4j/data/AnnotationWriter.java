package io.github.ncl4j.data;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.github.ncl4j.file.OutputFile;
import io.github.ncl4j.image.RgbImage;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.BitSet;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/** Writes annotation files, in the JSON that {@link AnnotatedImages} reads. Not thread-safe. */
public final class AnnotationWriter implements Closeable {

    private static final JsonFactory JSON = new JsonFactory();

    private final JsonGenerator json;
    private final List<String> classNames;

    private AnnotationWriter(JsonGenerator json, List<String> classNames) {
        this.json = json;
        this.classNames = List.copyOf(classNames);
    }

    /**
     * Starts a new file.
     *
     * @param file where; nothing may be there
     * @param classNames of all classes; the file leaves out names that are just the class numbers
     * @throws io.github.ncl4j.image.DataException if two classes have the same name
     * @throws IOException if the file exists or cannot be written
     */
    public static AnnotationWriter create(Path file, List<String> classNames) throws IOException {
        ClassAlignment.requireDistinct(file + ": class_names", classNames);
        JsonGenerator json = generator(file);
        json.writeStartObject();
        json.writeArrayFieldStart("annotations");
        return new AnnotationWriter(json, classNames);
    }

    /**
     * Adds one image with its size.
     *
     * @param imageId its number
     * @param fpath its file, relative to the annotation file, or absolute
     * @param image gives the size
     * @param category its class, in {@code [0, C)}
     */
    public void add(long imageId, String fpath, RgbImage image, int category) throws IOException {
        start(imageId, fpath);
        json.writeNumberField("im_height", image.height());
        json.writeNumberField("im_width", image.width());
        end(category);
    }

    /**
     * Adds one image without its size.
     *
     * @param imageId its number
     * @param fpath its file, relative to the annotation file, or absolute
     * @param category its class, in {@code [0, C)}
     */
    public void add(long imageId, String fpath, int category) throws IOException {
        start(imageId, fpath);
        end(category);
    }

    private void start(long imageId, String fpath) throws IOException {
        json.writeStartObject();
        json.writeNumberField("image_id", imageId);
        json.writeStringField("fpath", fpath);
    }

    private void end(int category) throws IOException {
        json.writeNumberField("category_id", category);
        json.writeEndObject();
        json.writeRaw('\n');
    }

    /** Completes the file. */
    @Override
    public void close() throws IOException {
        json.writeEndArray();
        json.writeNumberField("num_classes", classNames.size());
        if (!classNames.equals(ClassNames.numbered(classNames.size()))) {
            json.writeArrayFieldStart("class_names");
            for (String name : classNames) {
                json.writeString(name);
            }
            json.writeEndArray();
        }
        json.writeEndObject();
        json.close();
    }

    /**
     * Copies some entries of an annotation file, with everything they hold, and all else that the file holds beside them.
     * Relative paths are rewritten so that they name the same images from the new place.
     *
     * @param source an annotation file that {@link AnnotatedImages} accepts
     * @param kept the positions of the entries to keep, ascending
     * @param target where; nothing may be there
     * @throws IOException if the target exists, or a file cannot be read or written
     */
    public static void copy(Path source, int[] kept, Path target) throws IOException {
        BitSet positions = new BitSet();
        IntStream.of(kept).forEach(positions::set);
        copy(source, positions::get, UnaryOperator.identity(), target);
    }

    /**
     * Copies an annotation file with other paths, and everything else that it holds. Paths that are relative are rewritten
     * so that they name the same images from the new place.
     *
     * @param source an annotation file that {@link AnnotatedImages} accepts, but for its images
     * @param path gives the new path of an image for its old one
     * @param target where; nothing may be there
     * @throws IOException if the target exists, or a file cannot be read or written
     */
    public static void copy(Path source, UnaryOperator<String> path, Path target) throws IOException {
        copy(source, position -> true, path, target);
    }

    /** A relative path, so that from another folder it names the same image. */
    private static String moved(String fpath, Path from, Path to) {
        return Path.of(fpath).isAbsolute() || from.equals(to)
                ? fpath
                : to.relativize(from.resolve(fpath)).toString();
    }

    private static void copy(Path source, IntPredicate kept, UnaryOperator<String> path, Path target)
            throws IOException {
        Path from = folder(source);
        Path to = folder(target);
        try (JsonParser in = JSON.createParser(source.toFile());
                JsonGenerator out = generator(target)) {
            in.nextToken();
            out.writeStartObject();
            for (String key = in.nextFieldName(); key != null; key = in.nextFieldName()) {
                out.writeFieldName(key);
                in.nextToken();
                if (key.equals("annotations")) {
                    out.writeStartArray();
                    for (int i = 0; in.nextToken() != JsonToken.END_ARRAY; i++) {
                        if (kept.test(i)) {
                            copyEntry(in, out, fpath -> moved(path.apply(fpath), from, to));
                        } else {
                            in.skipChildren();
                        }
                    }
                    out.writeEndArray();
                } else {
                    out.copyCurrentStructureExact(in);
                }
            }
            out.writeEndObject();
        }
    }

    private static void copyEntry(JsonParser in, JsonGenerator out, UnaryOperator<String> path) throws IOException {
        out.writeStartObject();
        for (String key = in.nextFieldName(); key != null; key = in.nextFieldName()) {
            out.writeFieldName(key);
            in.nextToken();
            if (key.equals("fpath")) {
                out.writeString(path.apply(in.getText()));
            } else {
                out.copyCurrentStructureExact(in);
            }
        }
        out.writeEndObject();
        out.writeRaw('\n');
    }

    private static Path folder(Path file) throws IOException {
        return LinkedPaths.real(file.toAbsolutePath().resolveSibling(""));
    }

    private static JsonGenerator generator(Path file) throws IOException {
        return JSON.createGenerator(
                new BufferedOutputStream(
                        OutputFile.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)),
                JsonEncoding.UTF8);
    }
}
