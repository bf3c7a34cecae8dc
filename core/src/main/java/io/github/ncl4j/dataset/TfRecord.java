package io.github.ncl4j.dataset;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/**
 * The framing of TensorFlow's record files, little-endian: the length of the data (8 bytes), the masked CRC-32C of these 8
 * bytes (4), the data, the masked CRC-32C of the data (4). {@link TfRecordReader} reads it.
 */
public final class TfRecord {

    static final int LENGTH_BYTES = 8;
    static final int HEADER_BYTES = 12;
    static final int FOOTER_BYTES = 4;

    private TfRecord() {}

    /**
     * Writes one record.
     *
     * @param out where; not closed
     * @param data what the record holds
     */
    public static void write(OutputStream out, byte[] data) throws IOException {
        byte[] bytes = new byte[HEADER_BYTES + data.length + FOOTER_BYTES];
        ByteBuffer record = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        record.putLong(data.length).putInt(maskedCrc(bytes, 0, LENGTH_BYTES));
        record.put(data).putInt(maskedCrc(data, 0, data.length));
        out.write(bytes);
    }

    /** Rotated and shifted, so that the checksum of data that holds checksums stays strong. */
    static int maskedCrc(byte[] bytes, int offset, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, offset, length);
        return Integer.rotateRight((int) crc.getValue(), 15) + 0xa282ead8;
    }
}
