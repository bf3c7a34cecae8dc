package io.github.ncl4j.file;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.ncl4j.image.DataException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Records that a run leaves as JSON, a file for each. */
public final class JsonFile {

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .build();

    private JsonFile() {}

    /**
     * Writes a file; a reader sees the old one or the whole new one.
     *
     * @throws UncheckedIOException if the disk refuses
     */
    public static void write(Path file, Object content) {
        try {
            AtomicFile.write(file, JSON.writeValueAsBytes(content));
        } catch (IOException e) {
            throw new UncheckedIOException(file + ": cannot be written: " + e.getMessage(), e);
        }
    }

    /**
     * Reads a file.
     *
     * @param maxBytes that are read
     * @param otherwise what else than damaged a file may be that is not of this type, for the message
     * @throws DataException if it cannot be read, is larger, or is not what {@link #write} writes
     */
    public static <T> T read(Path file, Class<T> type, long maxBytes, String otherwise) {
        try {
            if (Files.size(file) > maxBytes) {
                throw new DataException(
                        file + ": has " + Files.size(file) + " bytes, more than the " + maxBytes + " that are read");
            }
            return JSON.readValue(Files.readAllBytes(file), type);
        } catch (JsonProcessingException e) {
            throw new DataException(file + ": is damaged or " + otherwise + ": " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new DataException(file + ": cannot be read: " + e.getMessage(), e);
        }
    }
}
