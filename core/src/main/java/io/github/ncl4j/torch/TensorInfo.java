package io.github.ncl4j.torch;

import java.util.List;

/**
 * What a safetensors header says of one tensor.
 *
 * @param type element type
 * @param shape sizes, outermost first; empty for a scalar
 * @param begin first byte, counted from the end of the header
 * @param end one past the last byte
 */
public record TensorInfo(ElementType type, List<Long> shape, long begin, long end) {

    /** Copies the shape. */
    public TensorInfo {
        shape = List.copyOf(shape);
    }

    /** The number of bytes. */
    public long bytes() {
        return end - begin;
    }

    /** The sizes as an array, as the engine takes them. */
    public long[] sizes() {
        return shape.stream().mapToLong(Long::longValue).toArray();
    }
}
