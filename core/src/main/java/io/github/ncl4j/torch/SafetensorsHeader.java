package io.github.ncl4j.torch;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The JSON header of a safetensors file, checked against the size of its data: known types, shapes that fit their bytes,
 * tensors that cover the data exactly, without holes and overlaps.
 */
record SafetensorsHeader(Map<String, String> metadata, Map<String, TensorInfo> tensors) {

    /**
     * Larger headers are refused before they are read. The format allows 100 MB, but a parsed header takes some twenty times
     * its bytes; that of three ResNet-110 with their optimizer has 0.3 MB.
     */
    static final long MAX_BYTES = 1 << 24;

    /** The one name that is not a tensor's. */
    static final String METADATA = "__metadata__";

    /** The engine's own limit. */
    private static final int MAX_DIMENSIONS = 64;

    private static final int SHOWN = 80;
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    static SafetensorsHeader parse(byte[] json, long dataBytes) {
        JsonNode root;
        try {
            root = JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new SafetensorsException("its header is not valid JSON: " + e.getOriginalMessage());
        } catch (java.io.IOException e) {
            throw new SafetensorsException("its header cannot be read: " + e.getMessage());
        }
        if (root == null || !root.isObject()) {
            throw new SafetensorsException("its header is not a JSON object");
        }
        Map<String, String> metadata = new LinkedHashMap<>();
        Map<String, TensorInfo> tensors = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> entry : root.properties()) {
            if (entry.getKey().equals(METADATA)) {
                metadata.putAll(texts(entry.getValue()));
            } else {
                tensors.put(entry.getKey(), tensor(entry.getKey(), entry.getValue(), dataBytes));
            }
        }
        requireFullCover(tensors, dataBytes);
        return new SafetensorsHeader(metadata, tensors);
    }

    private static Map<String, String> texts(JsonNode node) {
        Map<String, String> texts = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> entry : node.properties()) {
            texts.put(entry.getKey(), entry.getValue().asText());
        }
        if (!node.isObject() || !node.valueStream().allMatch(JsonNode::isTextual)) {
            throw new SafetensorsException("its " + METADATA + " is not an object of texts");
        }
        return texts;
    }

    private static TensorInfo tensor(String name, JsonNode node, long dataBytes) {
        ElementType type = type(name, node.path("dtype").asText());
        JsonNode offsets = node.path("data_offsets");
        if (!node.path("shape").isArray() || !offsets.isArray() || offsets.size() != 2) {
            throw new SafetensorsException("tensor " + quoted(name) + " lacks a shape or a pair of data_offsets");
        }
        long begin = natural(name, offsets.get(0));
        long end = natural(name, offsets.get(1));
        List<Long> shape = new ArrayList<>();
        node.path("shape").forEach(size -> shape.add(natural(name, size)));
        long bytes = bytes(name, shape, type);
        if (begin > end || end > dataBytes || end - begin != bytes) {
            throw new SafetensorsException(
                    "tensor " + quoted(name) + " of shape " + shortened(shape) + " and type " + type
                            + " needs " + bytes + " bytes, but its data_offsets are " + begin + " to " + end + " of "
                            + dataBytes);
        }
        return new TensorInfo(type, shape, begin, end);
    }

    private static ElementType type(String name, String dtype) {
        try {
            return ElementType.valueOf(dtype);
        } catch (IllegalArgumentException e) {
            throw new SafetensorsException("tensor " + quoted(name) + " has the unknown dtype " + quoted(dtype)
                    + " (read are " + Arrays.toString(ElementType.values()) + "; convert others in Python)");
        }
    }

    /** The bytes of a tensor, 0 if a size is; the other sizes must not overflow even then, as the engine multiplies them. */
    private static long bytes(String name, List<Long> shape, ElementType type) {
        long bytes = type.bytes();
        try {
            for (long size : shape) {
                bytes = Math.multiplyExact(bytes, Math.max(1, size));
            }
        } catch (ArithmeticException e) {
            bytes = -1;
        }
        if (bytes < 0 || shape.size() > MAX_DIMENSIONS) {
            throw new SafetensorsException("tensor " + quoted(name) + " has an impossible shape " + shortened(shape));
        }
        return shape.contains(0L) ? 0 : bytes;
    }

    /** A text from the file, made fit for a message: short, and without what would command a terminal. */
    private static String quoted(String text) {
        return "'" + shortened(text) + "'";
    }

    private static String shortened(Object value) {
        String text = value.toString().replaceAll("\\p{Cntrl}", "?");
        return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "...";
    }

    private static long natural(String name, JsonNode node) {
        if (!node.isIntegralNumber() || !node.canConvertToLong() || node.asLong() < 0) {
            throw new SafetensorsException(
                    "tensor " + quoted(name) + " has " + shortened(node) + " where a size or an offset belongs");
        }
        return node.asLong();
    }

    private static void requireFullCover(Map<String, TensorInfo> tensors, long dataBytes) {
        long position = 0;
        List<TensorInfo> inOrder = new ArrayList<>(tensors.values());
        inOrder.sort(Comparator.comparingLong(TensorInfo::begin).thenComparingLong(TensorInfo::end));
        for (TensorInfo info : inOrder) {
            if (info.begin() != position) {
                throw new SafetensorsException("its tensors overlap or leave a hole at byte " + position);
            }
            position = info.end();
        }
        if (position != dataBytes) {
            throw new SafetensorsException(
                    "its tensors end at byte " + position + " of the data, but the file has " + dataBytes);
        }
    }

    /** The bytes of the header, padded with spaces so that the data begins at a multiple of eight. */
    byte[] toBytes() {
        ObjectNode root = JSON.createObjectNode();
        ObjectNode meta = root.putObject(METADATA);
        metadata.forEach(meta::put);
        tensors.forEach((name, info) -> {
            ObjectNode node = root.putObject(name);
            node.put("dtype", info.type().name());
            info.shape().forEach(node.putArray("shape")::add);
            node.putArray("data_offsets").add(info.begin()).add(info.end());
        });
        String json = root.toString();
        int length = json.getBytes(StandardCharsets.UTF_8).length;
        return (json + " ".repeat((8 - length % 8) % 8)).getBytes(StandardCharsets.UTF_8);
    }
}
