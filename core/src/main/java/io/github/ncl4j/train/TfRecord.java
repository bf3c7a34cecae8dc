package io.github.ncl4j.train;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The framing of TensorFlow's record files, little-endian: the length of the data (8 bytes), the masked CRC-32C of these 8
 * bytes (4), the data, the masked CRC-32C of the data (4).
 */
final class TfRecord {

    private static final int HEADER = 12;
    private static final int FOOTER = 4;

    /** Far more than any event needs; a length beyond it is damage, and nothing is allocated for it. */
    private static final long MAX_DATA = 1 << 20;

    private TfRecord() {}

    static void write(OutputStream out, byte[] data) throws IOException {
        byte[] bytes = new byte[HEADER + data.length + FOOTER];
        ByteBuffer record = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        record.putLong(data.length).putInt(maskedCrc(record, 0, 8));
        record.put(data).putInt(maskedCrc(record, HEADER, data.length));
        out.write(bytes);
    }

    /**
     * The data of the record at a position of a file.
     *
     * @return null if there is no whole and undamaged record
     */
    static byte @Nullable [] read(FileChannel file, long position) throws IOException {
        ByteBuffer header = allocate(HEADER);
        if (!fill(header, file, position)) {
            return null;
        }
        long length = header.getLong(0);
        if (header.getInt(8) != maskedCrc(header, 0, 8) || length < 0 || length > MAX_DATA) {
            return null;
        }
        ByteBuffer rest = allocate((int) length + FOOTER);
        if (!fill(rest, file, position + HEADER) || rest.getInt((int) length) != maskedCrc(rest, 0, (int) length)) {
            return null;
        }
        byte[] data = new byte[(int) length];
        rest.get(0, data);
        return data;
    }

    /** The bytes that data and its framing take in a file. */
    static long sizeOnDisk(byte[] data) {
        return HEADER + (long) data.length + FOOTER;
    }

    private static ByteBuffer allocate(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static boolean fill(ByteBuffer target, FileChannel file, long position) throws IOException {
        while (target.hasRemaining()) {
            if (file.read(target, position + target.position()) < 0) {
                return false;
            }
        }
        return true;
    }

    /** Rotated and shifted, so that the checksum of data that holds checksums stays strong. */
    private static int maskedCrc(ByteBuffer buffer, int offset, int length) {
        CRC32C crc = new CRC32C();
        crc.update(buffer.slice(offset, length));
        return Integer.rotateRight((int) crc.getValue(), 15) + 0xa282ead8;
    }
}
