package io.github.ncl4j.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.ncl4j.config.ExperimentConfig;
import io.github.ncl4j.config.file.ExperimentFile;
import io.github.ncl4j.torch.SafetensorsException;
import io.github.ncl4j.torch.SafetensorsFile;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What must be known beside the weights to use them: it travels in the metadata of every checkpoint.
 *
 * @param config the experiment that the weights come from
 * @param classNames by class number
 * @param classCounts training images of each class, by class number
 */
public record ModelDescription(ExperimentConfig config, List<String> classNames, List<Integer> classCounts) {

    /** The version of the checkpoint layout that this code writes. It also reads version 1, whose files need no checksum. */
    public static final int FORMAT_VERSION = 2;

    private static final JsonMapper JSON = new JsonMapper();

    /**
     * Copies the lists.
     *
     * @throws IllegalArgumentException if they are not equally long
     */
    public ModelDescription {
        classNames = List.copyOf(classNames);
        classCounts = List.copyOf(classCounts);
        if (classNames.size() != classCounts.size()) {
            throw new IllegalArgumentException(
                    classNames.size() + " class names do not fit " + classCounts.size() + " class counts");
        }
    }

    /** The number of classes, C. */
    public int classes() {
        return classNames.size();
    }

    /** The training images of each class, as an array of its own. */
    public int[] classCountArray() {
        return classCounts.stream().mapToInt(Integer::intValue).toArray();
    }

    /** As key-value pairs for a safetensors header. */
    public Map<String, String> toMetadata() {
        Map<String, String> metadata = new LinkedHashMap<>();
        metadata.put("format_version", Integer.toString(FORMAT_VERSION));
        metadata.put("config", ExperimentFile.write(config));
        try {
            metadata.put("class_names", JSON.writeValueAsString(classNames));
            metadata.put("class_counts", JSON.writeValueAsString(classCounts));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e); // lists of texts and of numbers always have a JSON form
        }
        return metadata;
    }

    /**
     * Reads what {@link #toMetadata} wrote.
     *
     * @param path of the file, for messages
     * @throws SafetensorsException if the file is no checkpoint of this version, or its metadata is damaged
     * @throws io.github.ncl4j.config.ConfigException if its configuration is not valid
     */
    public static ModelDescription fromMetadata(Path path, Map<String, String> metadata) {
        String version = metadata.get("format_version");
        if (version == null) {
            throw new SafetensorsException(
                    path + ": holds weights alone and is no checkpoint of ncl4j (no format_version in its header)");
        }
        if (!version.equals("1") && !version.equals("2")) {
            throw new SafetensorsException(path + ": has checkpoint format " + version
                    + ", but this ncl4j reads the formats 1 and 2; use the ncl4j that wrote it");
        }
        if (version.equals("2")) {
            required(path, metadata, SafetensorsFile.CHECKSUM);
        }
        try {
            return new ModelDescription(
                    ExperimentFile.parse(required(path, metadata, "config"), path + " (config)", List.of()),
                    JSON.readValue(required(path, metadata, "class_names"), new TypeReference<List<String>>() {}),
                    JSON.readValue(required(path, metadata, "class_counts"), new TypeReference<List<Integer>>() {}));
        } catch (JsonProcessingException | IllegalArgumentException | NullPointerException e) {
            throw new SafetensorsException(path + ": its class names or counts are damaged: " + e.getMessage(), e);
        }
    }

    private static String required(Path path, Map<String, String> metadata, String key) {
        String value = metadata.get(key);
        if (value == null) {
            throw new SafetensorsException(path + ": lacks '" + key + "' in its header; it is damaged");
        }
        return value;
    }
}
