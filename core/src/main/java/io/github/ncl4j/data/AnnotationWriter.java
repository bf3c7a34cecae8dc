package io.github.ncl4j.data;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Writes annotation files, in the JSON that {@link AnnotatedImages} reads. Not thread-safe. */
public final class AnnotationWriter implements Closeable {

    private static final JsonFactory JSON = new JsonFactory();

    private final JsonGenerator json;
    private final int classes;

    private AnnotationWriter(JsonGenerator json, int classes) {
        this.json = json;
        this.classes = classes;
    }

    /**
     * Starts a new file.
     *
     * @param file where; nothing may be there
     * @param classes {@code num_classes}
     * @throws IOException if the file exists or cannot be written
     */
    public static AnnotationWriter create(Path file, int classes) throws IOException {
        JsonGenerator json = generator(file);
        json.writeStartObject();
        json.writeArrayFieldStart("annotations");
        return new AnnotationWriter(json, classes);
    }

    /**
     * Adds one image.
     *
     * @param imageId its number
     * @param fpath its file, relative to the annotation file, or absolute
     * @param image gives the size
     * @param category its class, in {@code [0, classes)}
     */
    public void add(long imageId, String fpath, RgbImage image, int category) throws IOException {
        json.writeStartObject();
        json.writeNumberField("image_id", imageId);
        json.writeStringField("fpath", fpath);
        json.writeNumberField("im_height", image.height());
        json.writeNumberField("im_width", image.width());
        json.writeNumberField("category_id", category);
        json.writeEndObject();
        json.writeRaw('\n');
    }

    /** Completes the file. */
    @Override
    public void close() throws IOException {
        json.writeEndArray();
        json.writeNumberField("num_classes", classes);
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
        try (JsonParser in = JSON.createParser(source.toFile());
                JsonGenerator out = generator(target)) {
            in.nextToken();
            out.writeStartObject();
            for (String key = in.nextFieldName(); key != null; key = in.nextFieldName()) {
                out.writeFieldName(key);
                in.nextToken();
                if (key.equals("annotations")) {
                    out.writeStartArray();
                    int next = 0;
                    for (int i = 0; in.nextToken() != JsonToken.END_ARRAY; i++) {
                        if (next < kept.length && kept[next] == i) {
                            next++;
                            copyEntry(in, out, folder(source), folder(target));
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

    private static void copyEntry(JsonParser in, JsonGenerator out, Path from, Path to) throws IOException {
        out.writeStartObject();
        for (String key = in.nextFieldName(); key != null; key = in.nextFieldName()) {
            out.writeFieldName(key);
            in.nextToken();
            if (key.equals("fpath") && !Path.of(in.getText()).isAbsolute() && !from.equals(to)) {
                out.writeString(to.relativize(from.resolve(in.getText())).toString());
            } else {
                out.copyCurrentStructureExact(in);
            }
        }
        out.writeEndObject();
        out.writeRaw('\n');
    }

    private static Path folder(Path file) {
        return file.toAbsolutePath().normalize().resolveSibling("");
    }

    private static JsonGenerator generator(Path file) throws IOException {
        return JSON.createGenerator(
                new BufferedOutputStream(Files.newOutputStream(file, StandardOpenOption.CREATE_NEW)),
                JsonEncoding.UTF8);
    }
}
