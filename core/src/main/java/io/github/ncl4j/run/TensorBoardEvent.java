package io.github.ncl4j.run;

import java.io.ByteArrayOutputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * The {@code Event} messages of TensorBoard that a run writes, in the wire format of Protocol Buffers: fields are a number and a wire
 * type, then the value, and a value of zero is left out. Field numbers are those of TensorFlow's {@code event.proto} and
 * {@code summary.proto}. Written by hand so that training works beside whatever protobuf library a program has.
 */
final class TensorBoardEvent {

    private static final int VARINT = 0;
    private static final int FIXED64 = 1;
    private static final int BYTES = 2;
    private static final int FIXED32 = 5;

    private static final int WALL_TIME = 1;
    private static final int STEP = 2;
    private static final int FILE_VERSION = 3;
    private static final int SUMMARY = 5;
    private static final int SUMMARY_VALUE = 1;
    private static final int VALUE_TAG = 1;
    private static final int VALUE_SIMPLE = 2;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    private TensorBoardEvent() {}

    /**
     * The first event of a file.
     *
     * @param wallTime seconds since 1970
     */
    static byte[] version(double wallTime, String version) {
        TensorBoardEvent event = at(wallTime, 0);
        event.bytes(FILE_VERSION, version.getBytes(StandardCharsets.UTF_8));
        return event.out.toByteArray();
    }

    /**
     * A point of a curve.
     *
     * @param wallTime seconds since 1970
     * @param tag the curve's name
     */
    static byte[] scalar(double wallTime, long step, String tag, float value) {
        TensorBoardEvent point = new TensorBoardEvent();
        if (!tag.isEmpty()) {
            point.bytes(VALUE_TAG, tag.getBytes(StandardCharsets.UTF_8));
        }
        int bits = Float.floatToRawIntBits(value);
        if (bits != 0) {
            point.key(VALUE_SIMPLE, FIXED32);
            point.fixed(bits, Integer.BYTES);
        }
        TensorBoardEvent summary = new TensorBoardEvent();
        summary.bytes(SUMMARY_VALUE, point.out.toByteArray());
        TensorBoardEvent event = at(wallTime, step);
        event.bytes(SUMMARY, summary.out.toByteArray());
        return event.out.toByteArray();
    }

    private static TensorBoardEvent at(double wallTime, long step) {
        TensorBoardEvent event = new TensorBoardEvent();
        long bits = Double.doubleToRawLongBits(wallTime);
        if (bits != 0) {
            event.key(WALL_TIME, FIXED64);
            event.fixed(bits, Long.BYTES);
        }
        if (step != 0) {
            event.key(STEP, VARINT);
            event.varint(step);
        }
        return event;
    }

    private void key(int field, int wireType) {
        varint(((long) field << 3) | wireType);
    }

    private void bytes(int field, byte[] value) {
        key(field, BYTES);
        varint(value.length);
        out.writeBytes(value);
    }

    private void fixed(long bits, int bytes) {
        for (int i = 0; i < bytes; i++) {
            out.write((int) (bits >>> (8 * i)));
        }
    }

    /** Seven bits a byte, the lowest first; the top bit says that more follow. */
    private void varint(long value) {
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            out.write((int) ((rest & 0x7f) | 0x80));
            rest >>>= 7;
        }
        out.write((int) rest);
    }

    /**
     * The step of an event, which may have fields that a run does not write.
     *
     * @throws IllegalArgumentException if the bytes are no such message
     */
    static long step(byte[] event) {
        ByteBuffer message = ByteBuffer.wrap(event).order(ByteOrder.LITTLE_ENDIAN);
        long step = 0;
        try {
            while (message.hasRemaining()) {
                long key = varint(message);
                long value = value(message, (int) (key & 7));
                if (key == ((STEP << 3) | VARINT)) {
                    step = value;
                }
            }
        } catch (BufferUnderflowException e) {
            throw new IllegalArgumentException("it ends within a field", e);
        }
        return step;
    }

    /** The number of a field; of one that holds bytes their number, and the message stands behind them. */
    private static long value(ByteBuffer message, int wireType) {
        return switch (wireType) {
            case VARINT -> varint(message);
            case FIXED64 -> message.getLong();
            case FIXED32 -> message.getInt();
            case BYTES -> skip(message, varint(message));
            default -> throw new IllegalArgumentException("it has a field of the unknown wire type " + wireType);
        };
    }

    private static long skip(ByteBuffer message, long length) {
        if (length < 0 || length > message.remaining()) {
            throw new BufferUnderflowException();
        }
        message.position(message.position() + (int) length);
        return length;
    }

    private static long varint(ByteBuffer message) {
        long value = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            byte next = message.get();
            value |= (next & 0x7fL) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw new IllegalArgumentException("it has a number of more than 64 bits");
    }
}
