package io.github.ncl4j.serve;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.ncl4j.image.DataException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * A run directory that a training may be writing to at this moment, in this process or another.
 *
 * @param folder the directory
 */
record TrainingRun(Path folder) {

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    /** 100,000 epochs and more. */
    private static final int MAX_BYTES = 1 << 26;

    /**
     * The epochs so far: {@code {"run": NAME, "epochs": [...]}} with the lines of {@code metrics.jsonl}, in their order, up to the
     * first that is not whole; no epochs where there is no such file yet.
     *
     * @throws DataException if the file cannot be read
     */
    byte[] epochs() {
        ObjectNode document = JSON.createObjectNode();
        Path name = folder.toAbsolutePath().normalize().getFileName();
        document.put("run", name == null ? "" : name.toString());
        ArrayNode epochs = document.putArray("epochs");
        for (String line : lines()) {
            try {
                JsonNode epoch = JSON.readTree(line);
                if (!epoch.isObject()) {
                    break;
                }
                epochs.add(epoch);
            } catch (JsonProcessingException e) {
                // The last line while it is being written, or one that a crash has torn: the next resume takes it away.
                break;
            }
        }
        return document.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** The lines that end; what follows the last line end is still being written. */
    private String[] lines() {
        Path file = folder.resolve("metrics.jsonl");
        try (InputStream in = Files.newInputStream(file)) {
            String text = new String(in.readNBytes(MAX_BYTES), StandardCharsets.UTF_8);
            int end = text.lastIndexOf('\n');
            return end <= 0 ? new String[0] : text.substring(0, end).split("\n");
        } catch (NoSuchFileException e) {
            return new String[0];
        } catch (IOException e) {
            throw new DataException(file + ": cannot be read: " + e.getMessage(), e);
        }
    }
}
