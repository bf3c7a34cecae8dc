package io.github.ncl4j.dataset;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import io.github.ncl4j.data.Annotation;
import io.github.ncl4j.data.AnnotationFile;
import io.github.ncl4j.data.ClassNames;
import io.github.ncl4j.data.ClassTable;
import io.github.ncl4j.image.DataException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Counts the images of each class in files that list images; the images themselves need not be there. */
public final class ClassCounts {

    private static final JsonFactory JSON = new JsonFactory();

    private ClassCounts() {}

    /** Whether a file is, by its name, one that {@link #read} knows: {@code .json}, {@code .txt} or {@code .gz}. */
    public static boolean isList(Path file) {
        String name = String.valueOf(file.getFileName());
        return Stream.of(".json", ".txt", ".csv", ".tsv", ".gz").anyMatch(name::endsWith);
    }

    /**
     * Counts.
     *
     * @param file annotations, a list that {@link ImageList} reads, or a JSON list of counts by class number
     * @throws DataException if it is none of these, or broken
     */
    public static ClassTable read(Path file) {
        if (!String.valueOf(file.getFileName()).endsWith(".json")) {
            return ImageList.read(file, null).classTable();
        }
        try (JsonParser json = JSON.createParser(file.toFile())) {
            if (json.nextToken() == JsonToken.START_ARRAY) {
                return counts(file, json);
            }
            if (isCoco(json)) {
                return ImageList.read(file, null).classTable();
            }
        } catch (JsonProcessingException e) {
            throw new DataException(
                    file + ": line " + e.getLocation().getLineNr() + ": not valid JSON: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new DataException(file + ": cannot be read: " + e.getMessage(), e);
        }
        AnnotationFile.Content content = AnnotationFile.list(file);
        int[] counts = new int[content.classNames().size()];
        for (Annotation annotation : content.annotations()) {
            counts[annotation.category()]++;
        }
        return new ClassTable(content.classNames(), counts);
    }

    private static boolean isCoco(JsonParser json) throws IOException {
        for (String key = json.nextFieldName(); key != null; key = json.nextFieldName()) {
            if (key.equals("images")) {
                return true;
            }
            json.nextToken();
            json.skipChildren();
        }
        return false;
    }

    private static ClassTable counts(Path file, JsonParser json) throws IOException {
        List<Integer> counts = new ArrayList<>();
        while (json.nextToken() == JsonToken.VALUE_NUMBER_INT
                && json.getNumberType() == JsonParser.NumberType.INT
                && json.getIntValue() >= 0
                && counts.size() < ImageList.MAX_CLASSES) {
            counts.add(json.getIntValue());
        }
        if (json.currentToken() != JsonToken.END_ARRAY || counts.isEmpty()) {
            throw new DataException(file + ": a list of counts must hold whole numbers from 0, one for each class");
        }
        return new ClassTable(
                ClassNames.numbered(counts.size()),
                counts.stream().mapToInt(Integer::intValue).toArray());
    }
}
