package io.github.ncl4j.dataset;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import io.github.ncl4j.image.DataException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads the JSON of the iNaturalist competitions, which is that of COCO: {@code images} with {@code id} and {@code
 * file_name}, {@code annotations} with {@code image_id} and {@code category_id}, {@code categories} with {@code id} and
 * {@code name}. The classes are the categories in the order of their ids; an image without an annotation is left out.
 */
final class CocoList {

    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    /** The fields of one entry that this format uses; what is missing or of another type is null. */
    private record Entry(
            int line,
            @Nullable Long id,
            @Nullable Long imageId,
            @Nullable Long categoryId,
            @Nullable String fileName,
            @Nullable String name) {}

    private final Path file;
    private final Map<Long, String> paths = new LinkedHashMap<>();
    private final Map<Long, Long> categoryOfImage = new HashMap<>();
    private final SortedMap<Long, String> categories = new TreeMap<>();

    private CocoList(Path file) {
        this.file = file;
    }

    /** Reads to the end of a stream. */
    static ImageList read(Path file, InputStream in) throws IOException {
        try (JsonParser json = JSON.createParser(in)) {
            return new CocoList(file).read(json);
        } catch (JsonProcessingException e) {
            throw new DataException(
                    file + ": line " + e.getLocation().getLineNr() + ": not valid JSON: " + e.getOriginalMessage(), e);
        }
    }

    private ImageList read(JsonParser json) throws IOException {
        json.nextToken();
        for (String key = json.nextFieldName(); key != null; key = json.nextFieldName()) {
            JsonToken value = json.nextToken();
            boolean isKnown = key.equals("images") || key.equals("annotations") || key.equals("categories");
            if (isKnown && value == JsonToken.START_ARRAY) {
                while (json.nextToken() != JsonToken.END_ARRAY) {
                    add(key, entry(json));
                }
            } else {
                json.skipChildren();
            }
        }
        if (paths.isEmpty() || categoryOfImage.isEmpty() || categories.isEmpty()) {
            throw new DataException(file + ": must have images, annotations and categories; this is no list of"
                    + " iNaturalist or COCO");
        }
        return list();
    }

    private Entry entry(JsonParser json) throws IOException {
        int line = json.currentTokenLocation().getLineNr();
        if (json.currentToken() != JsonToken.START_OBJECT) {
            throw problem(line, "must be an object");
        }
        Map<String, Long> numbers = new HashMap<>();
        Map<String, String> texts = new HashMap<>();
        for (String key = json.nextFieldName(); key != null; key = json.nextFieldName()) {
            JsonToken value = json.nextToken();
            if (value == JsonToken.VALUE_NUMBER_INT && json.getNumberType() != JsonParser.NumberType.BIG_INTEGER) {
                numbers.put(key, json.getLongValue());
            } else if (value == JsonToken.VALUE_STRING) {
                texts.put(key, json.getText());
            } else {
                json.skipChildren();
            }
        }
        return new Entry(
                line,
                numbers.get("id"),
                numbers.get("image_id"),
                numbers.get("category_id"),
                texts.get("file_name"),
                texts.get("name"));
    }

    private void add(String section, Entry entry) {
        if (section.equals("images")) {
            addImage(entry);
        } else if (section.equals("annotations")) {
            addAnnotation(entry);
        } else {
            addCategory(entry);
        }
    }

    private void addImage(Entry image) {
        if (image.id == null || image.fileName == null) {
            throw problem(image.line, "an image needs a whole id and a file_name");
        }
        String problem = ImageList.problem(image.fileName);
        if (problem != null) {
            throw problem(image.line, problem);
        }
        if (paths.putIfAbsent(image.id, image.fileName) != null) {
            throw problem(image.line, "there are two images with the id " + image.id);
        }
        if (paths.size() > ImageList.MAX_ENTRIES) {
            throw problem(image.line, "no more than " + ImageList.MAX_ENTRIES + " images are read");
        }
    }

    private void addAnnotation(Entry annotation) {
        if (annotation.imageId == null || annotation.categoryId == null) {
            throw problem(annotation.line, "an annotation needs a whole image_id and a whole category_id");
        }
        Long before = categoryOfImage.put(annotation.imageId, annotation.categoryId);
        if (before != null && !before.equals(annotation.categoryId)) {
            throw problem(
                    annotation.line,
                    "the image " + annotation.imageId + " has the categories " + before + " and "
                            + annotation.categoryId + "; a classifier needs one for each image");
        }
    }

    private void addCategory(Entry category) {
        if (category.id == null) {
            throw problem(category.line, "a category needs a whole id");
        }
        String name = category.name == null ? category.id.toString() : category.name;
        if (categories.putIfAbsent(category.id, name) != null) {
            throw problem(category.line, "there are two categories with the id " + category.id);
        }
        if (categories.size() > ImageList.MAX_CLASSES) {
            throw problem(category.line, "no more than " + ImageList.MAX_CLASSES + " classes are read");
        }
    }

    private ImageList list() {
        Map<Long, Integer> classOf = new HashMap<>();
        categories.keySet().forEach(id -> classOf.put(id, classOf.size()));
        List<ImageEntry> entries = new ArrayList<>();
        paths.forEach((id, path) -> {
            Long category = categoryOfImage.remove(id);
            if (category != null) {
                Integer number = classOf.get(category);
                if (number == null) {
                    throw new DataException(file + ": the image " + id + " has the category " + category
                            + ", which is not among the categories");
                }
                entries.add(new ImageEntry(path, number));
            }
        });
        if (!categoryOfImage.isEmpty()) {
            throw new DataException(
                    file + ": there are annotations of images that are not among the images, for example "
                            + categoryOfImage.keySet().iterator().next());
        }
        return new ImageList(List.copyOf(categories.values()), entries);
    }

    private DataException problem(int line, String what) {
        return new DataException(file + ": line " + line + ": " + what);
    }
}
