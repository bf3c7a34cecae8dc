package io.github.ncl4j.pytorch;

import java.util.List;

/**
 * A tensor as a pickle describes it: a view of a storage, checked to stay inside.
 *
 * @param storage the memory, perhaps of other tensors too
 * @param offset of the first element
 * @param shape sizes, outermost first
 * @param strides steps between elements, by dimension
 */
record StoredTensor(PickleValue.Storage storage, long offset, List<Long> shape, List<Long> strides)
        implements PickleValue {

    /** The engine's own limit. */
    static final int MAX_DIMENSIONS = 64;

    StoredTensor {
        shape = List.copyOf(shape);
        strides = List.copyOf(strides);
        if (shape.size() != strides.size() || shape.size() > MAX_DIMENSIONS) {
            throw new PickleFault(of(shape) + " has " + strides.size() + " strides");
        }
        if (offset < 0
                || shape.stream().anyMatch(size -> size < 0)
                || strides.stream().anyMatch(step -> step < 0)) {
            throw new PickleFault(of(shape) + " has a negative size, stride or offset");
        }
        try {
            if (end(offset, shape, strides) > storage.elements()) {
                throw new PickleFault(
                        of(shape) + " reaches beyond the " + storage.elements() + " elements of its storage");
            }
        } catch (ArithmeticException e) {
            throw new PickleFault(of(shape) + " is impossibly large");
        }
    }

    private static String of(List<Long> shape) {
        return "a tensor of shape " + Quoted.plain(shape.toString());
    }

    /** One past the last element; also the product of the sizes must not overflow, as the engine computes it. */
    private static long end(long offset, List<Long> shape, List<Long> strides) {
        long elements = 1;
        long last = offset;
        for (int i = 0; i < shape.size(); i++) {
            long size = Math.max(1, shape.get(i));
            elements = Math.multiplyExact(elements, size);
            last = Math.addExact(last, Math.multiplyExact(size - 1, strides.get(i)));
        }
        return shape.contains(0L) ? offset : Math.addExact(last, 1);
    }

    /** The number of bytes when every element is written once; at most the largest number. */
    long bytes() {
        long bytes = storage.type().elementType().bytes();
        for (long size : shape) {
            bytes = size != 0 && bytes > Long.MAX_VALUE / size ? Long.MAX_VALUE : bytes * size;
        }
        return bytes;
    }
}
