package io.github.ncl4j.predict;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The smallest model that classifies: the mean of each channel is the logit of one of three classes. It is written here byte by
 * byte in the wire format of protocol buffers, so that the module's tests need neither the exporter nor a file that nobody can
 * read.
 */
final class TinyModel {

    private static final int VARINT = 0;
    private static final int LENGTH = 2;
    private static final int FLOAT = 1;

    /** The metadata, to change before the file is written. */
    final Map<String, String> metadata = new LinkedHashMap<>(Map.ofEntries(
            Map.entry("ncl4j_format", "1"),
            Map.entry("ncl4j_version", "0.1.0"),
            Map.entry("experiment", "tiny"),
            Map.entry("class_names", "[\"red\",\"gr\\u00fcn \\\"2\\\"\",\"blue\"]"),
            Map.entry("class_counts", "[500, 20,3]"),
            Map.entry("experts", "1"),
            Map.entry("input", "normalized"),
            Map.entry("mean", "[0.5,0.5,0.5]"),
            Map.entry("std", "[0.25,0.25,0.25]"),
            Map.entry("preparation", "center-crop 4"),
            Map.entry("threshold", "0.5"),
            Map.entry("many_from", "100"),
            Map.entry("few_to", "20")));

    /** The batch that the file takes: a name for any, or a number. */
    Object batch = "batch";

    /** Writes the file. */
    Path write(Path file) throws IOException {
        Message graph = new Message()
                .add(1, node("GlobalAveragePool", "images", "pooled"))
                .add(1, node("Flatten", "pooled", "logits"))
                .text(2, "tiny")
                .add(11, value("images", batch, 3L, "height", "width"))
                .add(12, value("logits", batch, 3L));
        Message model = new Message().number(1, 8).add(7, graph).add(8, new Message().number(2, 17));
        metadata.forEach((key, text) -> model.add(14, new Message().text(1, key).text(2, text)));
        return Files.write(file, model.bytes.toByteArray());
    }

    private static Message node(String operator, String input, String output) {
        return new Message().text(1, input).text(2, output).text(3, output).text(4, operator);
    }

    private static Message value(String name, Object... sizes) {
        Message shape = new Message();
        for (Object size : sizes) {
            shape.add(
                    1,
                    size instanceof Long fixed ? new Message().number(1, fixed) : new Message().text(2, (String) size));
        }
        return new Message()
                .text(1, name)
                .add(2, new Message().add(1, new Message().number(1, FLOAT).add(2, shape)));
    }

    /** A message of protocol buffers. */
    private static final class Message {

        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        Message number(int field, long value) {
            varint((field << 3) | VARINT);
            varint(value);
            return this;
        }

        Message text(int field, String value) {
            return add(field, value.getBytes(StandardCharsets.UTF_8));
        }

        Message add(int field, Message value) {
            return add(field, value.bytes.toByteArray());
        }

        private Message add(int field, byte[] value) {
            varint((field << 3) | LENGTH);
            varint(value.length);
            bytes.writeBytes(value);
            return this;
        }

        private void varint(long value) {
            long rest = value;
            while (rest > 0x7f) {
                bytes.write((int) ((rest & 0x7f) | 0x80));
                rest >>>= 7;
            }
            bytes.write((int) rest);
        }
    }
}
