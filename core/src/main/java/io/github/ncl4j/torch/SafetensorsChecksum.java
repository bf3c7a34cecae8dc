package io.github.ncl4j.torch;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.zip.CRC32C;

/**
 * The checksum of a safetensors file, which stands in its own header's metadata: the CRC-32C of all its bytes from the first to
 * the last, as they are while eight zeros hold the checksum's place. It finds every single flipped bit and every damage within 32
 * neighbouring bits; of other damage one in four thousand millions escapes it. It does not protect from whoever means harm.
 */
final class SafetensorsChecksum {

    private static final String NOT_YET_KNOWN = "00000000";

    private final CRC32C crc = new CRC32C();

    /** Begins with the header and its length, in which zeros stand for the checksum. */
    SafetensorsChecksum(byte[] header) {
        update(ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(header.length)
                .array());
        update(header);
    }

    /** Takes in the next bytes of the data. */
    void update(byte[] data) {
        crc.update(data);
    }

    /** Eight hexadecimal digits for the bytes so far. */
    String value() {
        return String.format(Locale.ROOT, "%08x", crc.getValue());
    }

    /** The metadata with a place for the checksum before everything else. */
    static Map<String, String> reserve(Map<String, String> metadata) {
        Map<String, String> reserved = new LinkedHashMap<>();
        reserved.put(SafetensorsFile.CHECKSUM, NOT_YET_KNOWN);
        metadata.forEach(reserved::putIfAbsent);
        return reserved;
    }

    /**
     * The header with zeros in the place of the checksum.
     *
     * @param value the checksum in it; the header stays as it is if it does not hold it in the form of {@link #reserve}
     */
    static byte[] withoutValue(byte[] header, String value) {
        int position = position(header, value);
        byte[] cleared = header.clone();
        if (position >= 0 && value.length() == NOT_YET_KNOWN.length()) {
            write(cleared, position, NOT_YET_KNOWN);
        }
        return cleared;
    }

    /** The header with the checksum in the place that {@link #reserve} made. */
    static byte[] withValue(byte[] reserved, String value) {
        byte[] complete = reserved.clone();
        write(complete, position(reserved, NOT_YET_KNOWN), value);
        return complete;
    }

    private static void write(byte[] header, int position, String value) {
        System.arraycopy(value.getBytes(StandardCharsets.US_ASCII), 0, header, position, value.length());
    }

    /** Where the value begins; no text within the header can look the same, because its quotes are escaped. */
    private static int position(byte[] header, String value) {
        String entry = "\"" + SafetensorsFile.CHECKSUM + "\":\"";
        int start = new String(header, StandardCharsets.ISO_8859_1).indexOf(entry + value + "\"");
        return start < 0 ? -1 : start + entry.length();
    }
}
