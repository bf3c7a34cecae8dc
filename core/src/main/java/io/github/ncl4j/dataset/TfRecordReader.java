package io.github.ncl4j.dataset;

import io.github.ncl4j.image.DataException;
import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Reads a file of {@link TfRecord}s in order and checks both checksums of each. Not thread-safe. */
public final class TfRecordReader implements Closeable {

    /** Far more than an event or a small image needs; a length beyond it is damage, and nothing is allocated for it. */
    private static final long MAX_DATA = 1 << 20;

    private final Path file;
    private final InputStream in;
    private long records;
    private long position;

    private TfRecordReader(Path file, InputStream in) {
        this.file = file;
        this.in = in;
    }

    /**
     * Opens a file at its first record.
     *
     * @throws IOException if there is no such file or it cannot be read
     */
    public static TfRecordReader open(Path file) throws IOException {
        return new TfRecordReader(file, new BufferedInputStream(Files.newInputStream(file), 1 << 16));
    }

    /**
     * The data of the next record.
     *
     * @return null at the end of the file
     * @throws DataException if the record is damaged or cut short; the message names its number, from 0, and the byte where
     *     it begins
     * @throws IOException if the file cannot be read
     */
    public byte @Nullable [] next() throws IOException {
        byte[] header = in.readNBytes(TfRecord.HEADER_BYTES);
        if (header.length == 0) {
            return null;
        }
        if (header.length < TfRecord.HEADER_BYTES) {
            throw broken("the file ends inside its length, or the checksum of that; the file is cut short");
        }
        ByteBuffer fields = ByteBuffer.wrap(header).order(ByteOrder.LITTLE_ENDIAN);
        if (fields.getInt(TfRecord.LENGTH_BYTES) != TfRecord.maskedCrc(header, 0, TfRecord.LENGTH_BYTES)) {
            throw broken("the checksum of its length is wrong; the file is damaged");
        }
        long length = fields.getLong(0);
        if (length < 0 || length > MAX_DATA) {
            throw broken("it claims " + Long.toUnsignedString(length) + " bytes, more than the " + MAX_DATA
                    + " that are read; the file is no list of events or small images");
        }
        byte[] data = in.readNBytes((int) length);
        byte[] footer = in.readNBytes(TfRecord.FOOTER_BYTES);
        if (data.length < length || footer.length < TfRecord.FOOTER_BYTES) {
            throw broken("the file ends inside its data, or the checksum of them; the file is cut short");
        }
        if (ByteBuffer.wrap(footer).order(ByteOrder.LITTLE_ENDIAN).getInt()
                != TfRecord.maskedCrc(data, 0, data.length)) {
            throw broken("the checksum of its data is wrong; the file is damaged");
        }
        records++;
        position += TfRecord.HEADER_BYTES + length + TfRecord.FOOTER_BYTES;
        return data;
    }

    /** Records read so far, each of them whole. */
    public long records() {
        return records;
    }

    /** The byte after the last record that was read. */
    public long position() {
        return position;
    }

    private DataException broken(String what) {
        return new DataException(file + ": record " + records + ", which begins at byte " + position + ": " + what);
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
