package io.github.ncl4j.data;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import io.github.ncl4j.image.DataException;
import io.github.ncl4j.image.FileNames;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads annotations in the reference's JSON: {@code {"annotations": [{image_id, fpath, im_height, im_width, category_id}],
 * "num_classes": C}}. The sizes may be missing; {@code class_names}, a list of texts, may be there as well; other keys are
 * passed over; a relative {@code fpath} is relative to the JSON file. An absolute one is taken as it is: whoever writes an annotation file decides which images are read, so there is no
 * root that a path could escape from.
 *
 * <p>The file is streamed: memory grows with its annotations and not with whatever else it holds.
 */
public final class AnnotationFile {

    /** iNaturalist 2018, the largest that the field uses, takes about 70 MB. */
    private static final long MAX_BYTES = 1L << 29;

    private static final int MAX_CLASSES = 1_000_000;
    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    /** An entry as it is written; what is missing or of another type is null. */
    private record Entry(
            int line,
            @Nullable String imageId,
            @Nullable String fpath,
            @Nullable Long category) {}

    private final Path file;
    private final ProblemList problems = new ProblemList();
    private final List<Entry> entries = new ArrayList<>();
    private final boolean imagesAreThere;
    private @Nullable List<String> classNames;
    private long classes;

    private AnnotationFile(Path file, boolean imagesAreThere) {
        this.file = file;
        this.imagesAreThere = imagesAreThere;
    }

    /**
     * The content of an annotation file, checked.
     *
     * @param classNames {@code class_names}, or the class numbers where the file has none; {@code num_classes} of them
     * @param annotations at least one, in file order
     */
    public record Content(List<String> classNames, List<Annotation> annotations) {
        /** Copies the lists. */
        public Content {
            classNames = List.copyOf(classNames);
            annotations = List.copyOf(annotations);
        }
    }

    /**
     * Reads and checks a file, and looks whether every image is there.
     *
     * @throws DataException that lists what is wrong
     */
    static Content read(Path file) {
        return new AnnotationFile(file, true).read();
    }

    /**
     * Reads and checks a file, without a look at the images.
     *
     * @throws DataException that lists what is wrong
     */
    public static Content list(Path file) {
        return new AnnotationFile(file, false).read();
    }

    private Content read() {
        parse();
        if (classes < 1 || classes > MAX_CLASSES) {
            problems.add("num_classes is missing or not a number from 1 to " + MAX_CLASSES);
        }
        if (entries.isEmpty()) {
            problems.add("annotations is missing or empty");
        }
        if (classNames != null && classNames.size() != classes) {
            problems.add("class_names has " + classNames.size() + " names for " + classes + " classes");
        }
        if (classNames != null) {
            ClassAlignment.requireDistinct(file + ": class_names", classNames);
        }
        List<Annotation> annotations = new ArrayList<>();
        for (Entry entry : entries) {
            Annotation annotation = check(entry);
            if (annotation != null) {
                annotations.add(annotation);
            }
        }
        problems.throwIfAny(file);
        return new Content(classNames == null ? ClassNames.numbered((int) classes) : classNames, annotations);
    }

    private void parse() {
        if (Files.isDirectory(file)) {
            Path inside = file.resolve("valid.json");
            throw new DataException(file + ": is a folder, not a file of annotations; "
                    + (Files.isRegularFile(inside)
                            ? "name a file in it, for example " + inside
                            : "'ncl4j dataset from-folder " + file + "' writes such files for folders of images"));
        }
        if (!Files.isRegularFile(file)) {
            throw new DataException(file + ": there is no such file");
        }
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw new DataException(file + ": has " + Files.size(file) + " bytes, more than " + MAX_BYTES
                        + "; this is no annotation file");
            }
            try (JsonParser json = JSON.createParser(file.toFile())) {
                parse(json);
            }
        } catch (JsonProcessingException e) {
            throw new DataException(
                    file + ":" + e.getLocation().getLineNr() + ":"
                            + e.getLocation().getColumnNr() + ": not valid JSON: " + e.getOriginalMessage(),
                    e);
        } catch (IOException e) {
            throw new DataException(file + ": cannot be read: " + e.getMessage(), e);
        }
    }

    private void parse(JsonParser json) throws IOException {
        if (json.nextToken() != JsonToken.START_OBJECT) {
            throw new DataException(file + ": must hold a JSON object with annotations and num_classes");
        }
        for (String key = json.nextFieldName(); key != null; key = json.nextFieldName()) {
            JsonToken value = json.nextToken();
            if (key.equals("num_classes") && value == JsonToken.VALUE_NUMBER_INT) {
                classes = whole(json);
            } else if (key.equals("annotations") && value == JsonToken.START_ARRAY) {
                while (json.nextToken() != JsonToken.END_ARRAY) {
                    parseEntry(json);
                }
            } else if (key.equals("class_names")) {
                classNames = parseNames(json);
            } else {
                json.skipChildren();
            }
        }
        if (json.nextToken() != null) {
            throw new DataException(file + ": goes on after the end of the JSON object");
        }
    }

    private List<String> parseNames(JsonParser json) throws IOException {
        List<String> names = new ArrayList<>();
        boolean isList = json.currentToken() == JsonToken.START_ARRAY;
        while (isList && json.nextToken() == JsonToken.VALUE_STRING) {
            names.add(json.getText());
        }
        if (json.currentToken() != JsonToken.END_ARRAY) {
            throw new DataException(file + ":" + json.currentTokenLocation().getLineNr()
                    + ": class_names must be a list of texts, one for each class");
        }
        return names;
    }

    private void parseEntry(JsonParser json) throws IOException {
        int line = json.currentTokenLocation().getLineNr();
        String imageId = null;
        String fpath = null;
        Long category = null;
        if (json.currentToken() != JsonToken.START_OBJECT) {
            json.skipChildren();
        } else {
            for (String key = json.nextFieldName(); key != null; key = json.nextFieldName()) {
                JsonToken value = json.nextToken();
                if (key.equals("image_id") && value.isScalarValue()) {
                    imageId = json.getText();
                } else if (key.equals("fpath") && value == JsonToken.VALUE_STRING) {
                    fpath = json.getText();
                } else if (key.equals("category_id") && value == JsonToken.VALUE_NUMBER_INT) {
                    category = whole(json);
                } else {
                    json.skipChildren();
                }
            }
        }
        entries.add(new Entry(line, imageId, fpath, category));
    }

    /** A number too large for any meaning here becomes the largest long. */
    private static long whole(JsonParser json) throws IOException {
        return json.getNumberType() == JsonParser.NumberType.BIG_INTEGER ? Long.MAX_VALUE : json.getLongValue();
    }

    private @Nullable Annotation check(Entry entry) {
        if (entry.imageId == null || entry.fpath == null || entry.category == null) {
            problems.add("line " + entry.line + ": an annotation needs image_id, a text fpath and a whole category_id");
            return null;
        }
        String where = "line " + entry.line + ", image_id " + entry.imageId + ": ";
        if (classes > 0 && (entry.category < 0 || entry.category >= classes)) {
            problems.add(where + "category_id " + entry.category + " is not in [0, " + classes + ")");
            return null;
        }
        Path image;
        try {
            image = file.resolveSibling(entry.fpath);
        } catch (InvalidPathException e) {
            problems.add(where + "fpath " + FileNames.explain(e));
            return null;
        }
        if (imagesAreThere && !Files.isRegularFile(image)) {
            Path slashes = file.resolveSibling(entry.fpath.replace('\\', '/'));
            if (Files.isRegularFile(slashes)) {
                // Written on Windows.
                return new Annotation(entry.imageId, slashes, entry.category.intValue());
            }
            problems.add(where + "there is no file " + image);
            return null;
        }
        return new Annotation(entry.imageId, image, entry.category.intValue());
    }
}
