package io.github.ncl4j.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/**
 * Reads safetensors files from the description of their format alone: the length of the header, the header in JSON, the data. Shares
 * nothing with the reader that is tested.
 */
public final class TensorFile {

    private final Map<String, JsonNode> header;
    private final byte[] data;

    private TensorFile(Map<String, JsonNode> header, byte[] data) {
        this.header = header;
        this.data = data;
    }

    /** Reads a whole file. */
    public static TensorFile read(Path file) {
        try {
            return parse(Files.readAllBytes(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static TensorFile parse(byte[] bytes) throws IOException {
        ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        byte[] json = new byte[Math.toIntExact(in.getLong())];
        in.get(json);
        byte[] data = new byte[in.remaining()];
        in.get(data);
        ObjectNode entries = (ObjectNode) new JsonMapper().readTree(json);
        Map<String, JsonNode> header = new TreeMap<>();
        entries.properties().forEach(entry -> header.put(entry.getKey(), entry.getValue()));
        header.remove("__metadata__");
        return new TensorFile(header, data);
    }

    /** Type, shape and place of each tensor, by its name. */
    public Map<String, JsonNode> header() {
        return header;
    }

    /** The bytes of one tensor, little-endian. */
    public byte[] bytes(String name) {
        JsonNode tensor = header.get(name);
        if (tensor == null) {
            throw new AssertionError("no tensor " + name);
        }
        JsonNode place = tensor.path("data_offsets");
        return Arrays.copyOfRange(data, place.path(0).intValue(), place.path(1).intValue());
    }
}
