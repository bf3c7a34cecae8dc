package io.github.ncl4j.pytorch;

import io.github.ncl4j.torch.ElementType;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Writes the pickle of an {@code OrderedDict} of tensors, in protocol 2 and with no more opcodes than the restricted reader of
 * {@code torch.load(..., weights_only=True)} knows.
 */
final class PickleWriter {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    PickleWriter() {
        opcode(Opcode.PROTO);
        bytes.write(2);
        emptyOrderedDict();
        opcode(Opcode.MARK);
    }

    /** Adds a row-major tensor that has a storage of its own. */
    void tensor(String name, String storageKey, ElementType type, long[] shape) {
        text(name);
        global("torch._utils", "_rebuild_tensor_v2");
        opcode(Opcode.MARK);
        storage(storageKey, StorageType.of(type), Arrays.stream(shape).reduce(1, (a, b) -> a * b));
        integer(0);
        integers(shape);
        integers(rowMajorStrides(shape));
        opcode(Opcode.NEWFALSE); // requires_grad
        emptyOrderedDict(); // backward hooks
        opcode(Opcode.TUPLE);
        opcode(Opcode.REDUCE);
    }

    private void storage(String key, StorageType type, long elements) {
        opcode(Opcode.MARK);
        text("storage");
        global(StorageType.MODULE, type.className());
        text(key);
        text("cpu");
        integer(elements);
        opcode(Opcode.TUPLE);
        opcode(Opcode.BINPERSID);
    }

    private static long[] rowMajorStrides(long[] shape) {
        long[] strides = new long[shape.length];
        long stride = 1;
        for (int dimension = shape.length - 1; dimension >= 0; dimension--) {
            strides[dimension] = stride;
            stride *= Math.max(1, shape[dimension]);
        }
        return strides;
    }

    /** Ends the dictionary and returns the pickle. */
    byte[] finish() {
        opcode(Opcode.SETITEMS);
        opcode(Opcode.STOP);
        return bytes.toByteArray();
    }

    private void opcode(Opcode opcode) {
        bytes.write(opcode.code());
    }

    private void emptyOrderedDict() {
        global("collections", "OrderedDict");
        opcode(Opcode.EMPTY_TUPLE);
        opcode(Opcode.REDUCE);
    }

    private void global(String module, String name) {
        opcode(Opcode.GLOBAL);
        bytes.writeBytes((module + "\n" + name + "\n").getBytes(StandardCharsets.UTF_8));
    }

    private void text(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        opcode(Opcode.BINUNICODE);
        bytes.writeBytes(fourBytes(utf8.length));
        bytes.writeBytes(utf8);
    }

    private void integers(long[] values) {
        opcode(Opcode.MARK);
        for (long value : values) {
            integer(value);
        }
        opcode(Opcode.TUPLE);
    }

    private void integer(long value) {
        if (value == (int) value) {
            opcode(Opcode.BININT);
            bytes.writeBytes(fourBytes((int) value));
        } else {
            byte[] bigEndian = BigInteger.valueOf(value).toByteArray();
            opcode(Opcode.LONG1);
            bytes.write(bigEndian.length);
            for (int i = bigEndian.length - 1; i >= 0; i--) {
                bytes.write(bigEndian[i]);
            }
        }
    }

    private static byte[] fourBytes(int value) {
        return ByteBuffer.allocate(4)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(value)
                .array();
    }
}
