package io.github.ncl4j.dataset;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import io.github.ncl4j.image.DataException;
import java.io.IOException;
import java.io.Reader;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the JSON of the iNaturalist competitions, which is that of COCO: {@code images} with {@code id} and {@code
 * file_name}, {@code annotations} with {@code image_id} and {@code category_id}, {@code categories} with {@code id} and
 * {@code name}. Ids are whole numbers or texts. The classes are the categories in the order of their ids, numbers before texts; an
 * image without an annotation is left out.
 */
final class CocoList {

    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    /** The fields of one entry that this format uses; what is missing or of another type is null. */
    private record Entry(
            int line,
            @Nullable String id,
            @Nullable String imageId,
            @Nullable String categoryId,
            @Nullable String fileName,
            @Nullable String name) {}

    private static final Pattern NUMBER = Pattern.compile("-?\\d{1,100}");

    private static final Comparator<String> NUMBERS_FIRST = Comparator.comparing((String id) -> !isNumber(id))
            .thenComparing(id -> isNumber(id) ? new BigInteger(id) : BigInteger.ZERO)
            .thenComparing(Comparator.naturalOrder());

    private final Path file;
    private final Map<String, String> paths = new LinkedHashMap<>();
    private final Map<String, Set<String>> categoriesOfImage = new HashMap<>();
    private final SortedMap<String, String> categories = new TreeMap<>(NUMBERS_FIRST);

    private CocoList(Path file) {
        this.file = file;
    }

    /** Reads to the end of a stream. */
    static ImageList read(Path file, Reader in) throws IOException {
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
        if (paths.isEmpty() || categoriesOfImage.isEmpty() || categories.isEmpty()) {
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
        Map<String, String> ids = new HashMap<>();
        Map<String, String> texts = new HashMap<>();
        for (String key = json.nextFieldName(); key != null; key = json.nextFieldName()) {
            JsonToken value = json.nextToken();
            if (value == JsonToken.VALUE_NUMBER_INT) {
                ids.put(key, json.getText());
            } else if (value == JsonToken.VALUE_STRING) {
                ids.put(key, json.getText());
                texts.put(key, json.getText());
            } else {
                json.skipChildren();
            }
        }
        return new Entry(
                line,
                ids.get("id"),
                ids.get("image_id"),
                ids.get("category_id"),
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
            throw problem(image.line, "an image needs an id, a whole number or a text, and a file_name");
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
            throw problem(annotation.line, "an annotation needs an image_id and a category_id, whole numbers or texts");
        }
        categoriesOfImage
                .computeIfAbsent(annotation.imageId, image -> new LinkedHashSet<>(2))
                .add(annotation.categoryId);
    }

    private void addCategory(Entry category) {
        if (category.id == null) {
            throw problem(category.line, "a category needs an id, a whole number or a text");
        }
        String name = category.name == null ? category.id : category.name;
        if (categories.putIfAbsent(category.id, name) != null) {
            throw problem(category.line, "there are two categories with the id " + category.id);
        }
        if (categories.size() > ImageList.MAX_CLASSES) {
            throw problem(category.line, "no more than " + ImageList.MAX_CLASSES + " classes are read");
        }
    }

    private ImageList list() {
        Map<String, Integer> classOf = new HashMap<>();
        categories.keySet().forEach(id -> classOf.put(id, classOf.size()));
        List<ImageEntry> entries = new ArrayList<>();
        int unlabelled = 0;
        for (Map.Entry<String, String> image : paths.entrySet()) {
            Set<String> found = categoriesOfImage.remove(image.getKey());
            if (found == null) {
                unlabelled++;
                continue;
            }
            for (String category : found) {
                Integer number = classOf.get(category);
                if (number == null) {
                    throw new DataException(file + ": the image " + image.getKey() + " has the category " + category
                            + ", which is not among the categories");
                }
                entries.add(new ImageEntry(image.getValue(), number));
            }
        }
        if (!categoriesOfImage.isEmpty()) {
            throw new DataException(
                    file + ": there are annotations of images that are not among the images, for example "
                            + categoriesOfImage.keySet().iterator().next());
        }
        return new ImageList(
                List.copyOf(categories.values()),
                entries,
                unlabelled == 0 ? List.of() : List.of(unlabelled + " images without an annotation left out"));
    }

    private static boolean isNumber(String id) {
        return NUMBER.matcher(id).matches();
    }

    private DataException problem(int line, String what) {
        return new DataException(file + ": line " + line + ": " + what);
    }
}
