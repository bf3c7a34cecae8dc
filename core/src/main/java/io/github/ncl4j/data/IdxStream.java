package io.github.ncl4j.data;

import io.github.ncl4j.image.DataException;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.zip.GZIPInputStream;

/**
 * A stream of bytes in the IDX format of MNIST: two zero bytes, the element type (8 for unsigned bytes), the number of
 * dimensions, their sizes as big-endian 32-bit numbers, the elements. Memory is taken item by item as data arrives, never
 * because a header claims it.
 */
final class IdxStream implements AutoCloseable {

    /** A header that claims more elements is refused; Fashion-MNIST has 47,040,000. */
    private static final long MAX_BYTES = 1 << 28;

    private final String origin;
    private final InputStream in;
    private final int[] sizes;
    private long position;

    private IdxStream(String origin, InputStream in, int dimensions) {
        this.origin = origin;
        this.in = in;
        sizes = new int[dimensions];
    }

    /**
     * Reads and checks the header.
     *
     * @param origin the file, for messages; its content is decompressed if the name ends in {@code .gz}
     * @param file the content, which this method closes if it throws, and the stream when it is closed
     * @param fileBytes the size of the file
     * @param dimensions what the header must say
     * @throws DataException if the header says anything else or tells of another size than the file has
     */
    static IdxStream open(String origin, InputStream file, long fileBytes, int dimensions) throws IOException {
        boolean compressed = origin.endsWith(".gz");
        try {
            InputStream in = compressed ? new GZIPInputStream(file, 1 << 16) : file;
            IdxStream stream = new IdxStream(origin, new BufferedInputStream(in, 1 << 16), dimensions);
            long bytes = stream.readHeader();
            if (!compressed && bytes != fileBytes) {
                throw new DataException(origin + ": has " + fileBytes + " bytes where its header asks for " + bytes
                        + "; the file is damaged or cut short, fetch it again");
            }
            return stream;
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    /** Returns the size of the whole file that the header tells of. */
    private long readHeader() {
        byte[] header = next(4 + 4 * sizes.length);
        if (header[0] != 0 || header[1] != 0 || header[2] != 8 || header[3] != sizes.length) {
            throw new DataException(String.format(
                    Locale.ROOT,
                    "%s: begins with %02x %02x %02x %02x; an IDX file of bytes with %d dimension(s) begins with 00 00 08 %02x",
                    origin,
                    header[0],
                    header[1],
                    header[2],
                    header[3],
                    sizes.length,
                    sizes.length));
        }
        long bytes = 1;
        for (int d = 0; d < sizes.length; d++) {
            sizes[d] = ByteBuffer.wrap(header).getInt(4 + 4 * d);
            if (sizes[d] < 1 || bytes * sizes[d] > MAX_BYTES) {
                throw new DataException(origin + ": its header claims " + Integer.toUnsignedString(sizes[d])
                        + " for dimension " + d + "; a dimension is at least 1, and all together are at most "
                        + MAX_BYTES
                        + " bytes");
            }
            bytes *= sizes[d];
        }
        return header.length + bytes;
    }

    /** The file, for messages. */
    String origin() {
        return origin;
    }

    /** The size of a dimension, at least 1. */
    int size(int dimension) {
        return sizes[dimension];
    }

    /**
     * The next elements.
     *
     * @throws DataException if there are fewer
     */
    byte[] next(int count) {
        byte[] bytes = new byte[count];
        int filled = 0;
        try {
            while (filled < count) {
                int read = in.read(bytes, filled, count - filled);
                if (read < 0) {
                    throw new EOFException("the data end");
                }
                filled += read;
            }
        } catch (IOException e) {
            throw unreadable(position + filled, e);
        }
        position += count;
        return bytes;
    }

    /**
     * Requires that nothing follows; at the end of a compressed file its checksum is checked, too.
     *
     * @throws DataException if something does
     */
    void requireEnd() {
        try {
            if (in.read() >= 0) {
                throw new DataException(origin + ": goes on after the " + position
                        + " bytes of which its header tells; fetch it again");
            }
        } catch (IOException e) {
            throw unreadable(position, e);
        }
    }

    private DataException unreadable(long at, IOException e) {
        return new DataException(
                origin + ": cannot be read past byte " + at + ": " + e.getMessage()
                        + "; the file is damaged or cut short, fetch it again",
                e);
    }

    @Override
    public void close() {
        try {
            in.close();
        } catch (IOException e) {
            throw new DataException(origin + ": cannot be closed: " + e.getMessage(), e);
        }
    }
}
