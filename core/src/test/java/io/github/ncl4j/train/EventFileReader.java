package io.github.ncl4j.train;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads TensorBoard's event files from the description of their format alone: TFRecord framing, CRC-32C bit by bit, and
 * protobuf's wire format. Shares nothing with the writer.
 */
public final class EventFileReader {

    /** One event; a null version or tag was not there. */
    public record Point(double wallTime, long step, String fileVersion, String tag, float value) {}

    private EventFileReader() {}

    /**
     * All events of a file.
     *
     * @throws AssertionError if a record is torn or a checksum is wrong
     */
    public static List<Point> read(Path file) throws IOException {
        ByteBuffer in = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        List<Point> points = new ArrayList<>();
        while (in.hasRemaining()) {
            byte[] length = new byte[8];
            in.get(length);
            checksum(in.getInt(), length);
            byte[] data = new byte
                    [(int) ByteBuffer.wrap(length)
                            .order(ByteOrder.LITTLE_ENDIAN)
                            .getLong()];
            in.get(data);
            checksum(in.getInt(), data);
            points.add(event(ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN)));
        }
        return points;
    }

    private static void checksum(int stored, byte[] data) {
        long crc = crc32c(data);
        long masked = (((crc >>> 15) | (crc << 17)) + 0xa282ead8L) & 0xffffffffL;
        if (Integer.toUnsignedLong(stored) != masked) {
            throw new AssertionError("checksum " + Integer.toHexString(stored) + ", not " + Long.toHexString(masked));
        }
    }

    /** The polynomial of Castagnoli, reflected, one bit at a time. */
    public static long crc32c(byte[] data) {
        long crc = 0xffffffffL;
        for (byte b : data) {
            crc ^= b & 0xff;
            for (int bit = 0; bit < 8; bit++) {
                crc = (crc & 1) == 1 ? (crc >>> 1) ^ 0x82f63b78L : crc >>> 1;
            }
        }
        return crc ^ 0xffffffffL;
    }

    private static Point event(ByteBuffer message) {
        double wallTime = 0;
        long step = 0;
        String fileVersion = null;
        Point value = new Point(0, 0, null, null, 0);
        while (message.hasRemaining()) {
            switch ((int) varint(message)) {
                case 1 << 3 | 1 -> wallTime = message.getDouble();
                case 2 << 3 -> step = varint(message);
                case 3 << 3 | 2 -> fileVersion = text(message);
                case 5 << 3 | 2 -> value = summary(nested(message));
                default -> throw new AssertionError("unexpected field in Event");
            }
        }
        return new Point(wallTime, step, fileVersion, value.tag(), value.value());
    }

    private static Point summary(ByteBuffer message) {
        if (varint(message) != (1 << 3 | 2)) {
            throw new AssertionError("unexpected field in Summary");
        }
        ByteBuffer value = nested(message);
        if (message.hasRemaining()) {
            throw new AssertionError("more than one value in a Summary");
        }
        String tag = null;
        float simpleValue = 0;
        while (value.hasRemaining()) {
            switch ((int) varint(value)) {
                case 1 << 3 | 2 -> tag = text(value);
                case 2 << 3 | 5 -> simpleValue = value.getFloat();
                default -> throw new AssertionError("unexpected field in Summary.Value");
            }
        }
        return new Point(0, 0, null, tag, simpleValue);
    }

    private static String text(ByteBuffer message) {
        return StandardCharsets.UTF_8.decode(nested(message)).toString();
    }

    private static ByteBuffer nested(ByteBuffer message) {
        int length = (int) varint(message);
        ByteBuffer nested = message.slice(message.position(), length).order(ByteOrder.LITTLE_ENDIAN);
        message.position(message.position() + length);
        return nested;
    }

    private static long varint(ByteBuffer message) {
        long value = 0;
        for (int shift = 0; ; shift += 7) {
            byte next = message.get();
            value |= (next & 0x7fL) << shift;
            if (next >= 0) {
                return value;
            }
        }
    }
}
