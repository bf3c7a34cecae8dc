package io.github.ncl4j.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.ncl4j.file.LineFile;
import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code metrics.jsonl}: one JSON object per line and epoch.
 *
 * @param path the file; its folder exists
 */
public record MetricsFile(Path path) {

    private static final JsonMapper JSON = new JsonMapper();
    private static final ObjectReader READER =
            JSON.readerFor(EpochMetrics.class).without(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

    private static final int MAX_LINE = 1 << 20;

    /**
     * Adds a line; it is on the disk when this returns, and nothing of it if this throws, as far as the disk lets anything be undone.
     *
     * @throws IllegalArgumentException if a number is infinite or NaN, which JSON cannot say
     * @throws UncheckedIOException if the disk refuses
     */
    public void append(EpochMetrics metrics) {
        JsonNode object = JSON.valueToTree(metrics);
        requireFinite("epoch " + metrics.epoch(), object);
        try {
            LineFile.append(path, object.toString());
        } catch (IOException e) {
            throw new UncheckedIOException(path + ": cannot be written: " + e.getMessage(), e);
        }
    }

    /**
     * Reads a file up to its end, or to the first line that is torn or damaged.
     *
     * @return the epochs in the order of the file; empty if there is no file
     * @throws UncheckedIOException if the file cannot be read
     */
    public static List<EpochMetrics> read(Path file) {
        List<EpochMetrics> epochs = new ArrayList<>();
        if (!Files.exists(file)) {
            return epochs;
        }
        try (BufferedReader lines = Files.newBufferedReader(file)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                epochs.add(READER.readValue(line));
            }
        } catch (JsonProcessingException | MalformedInputException e) {
            return epochs;
        } catch (IOException e) {
            throw new UncheckedIOException(file + ": cannot be read: " + e.getMessage(), e);
        }
        return epochs;
    }

    private static void requireFinite(String where, JsonNode node) {
        if (node.isDouble() && !Double.isFinite(node.doubleValue())) {
            throw new IllegalArgumentException(where + " is " + node.doubleValue() + ", which JSON cannot hold");
        }
        node.properties().forEach(field -> requireFinite(where + ", " + field.getKey(), field.getValue()));
        if (node.isArray()) {
            node.forEach(element -> requireFinite(where, element));
        }
    }

    /**
     * Cuts the file off before the first line past an epoch, or before the first that is torn or damaged, so that a resumed
     * run does not report anything twice. A missing file is left missing.
     *
     * @param epoch the last epoch to keep; 0 keeps none
     * @throws UncheckedIOException if the file cannot be read or changed
     */
    public static void truncateAfter(Path file, int epoch) {
        if (!Files.exists(file)) {
            return;
        }
        try {
            LineFile.cutOff(file, bytesUpTo(file, epoch));
        } catch (IOException e) {
            throw new UncheckedIOException(
                    file + ": cannot be cut off after epoch " + epoch + ": " + e.getMessage(), e);
        }
    }

    private static long bytesUpTo(Path file, int epoch) throws IOException {
        long kept = 0;
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            for (int next = in.read(); next >= 0 && line.size() < MAX_LINE; next = in.read()) {
                line.write(next);
                if (next == '\n') {
                    if (epochOf(line.toByteArray()) > epoch) {
                        return kept;
                    }
                    kept += line.size();
                    line.reset();
                }
            }
        }
        return kept;
    }

    /** The epoch of a line; a damaged line is past every epoch. */
    private static int epochOf(byte[] line) throws IOException {
        try {
            return JSON.readTree(line).path("epoch").asInt(Integer.MAX_VALUE);
        } catch (JsonProcessingException e) {
            return Integer.MAX_VALUE;
        }
    }
}
