package io.github.ncl4j.torch;

import io.github.ncl4j.file.AtomicFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * A safetensors file of one float32 matrix that is written row by row, in the memory of a few rows, however many there will be. The
 * header, which must tell of their number, has its place before them and is written last. Like {@link SafetensorsWriter} it
 * writes beside the file's place, and renames when all is there; closed without {@link #finish}, nothing of it stays.
 */
public final class SafetensorsRows implements AutoCloseable {

    private static final int BUFFERED = 1 << 16;

    private final Path path;
    private final Path draft;
    private final String name;
    private final int columns;
    private final int rowBytes;
    private final Map<String, String> metadata;
    private final int headerBytes;
    private final ByteBuffer buffer;
    private final FileChannel channel;
    private long rows;

    /**
     * Begins a file.
     *
     * @param path the file to write or replace; its folder must exist
     * @param name of the matrix
     * @param columns of each row, at least 1
     * @param metadata key-value pairs for the header, to which a checksum is added
     * @throws SafetensorsException if the file cannot be written
     * @throws IllegalArgumentException if there is no column
     */
    public SafetensorsRows(Path path, String name, int columns, Map<String, String> metadata) {
        if (columns < 1) {
            throw new IllegalArgumentException("a matrix needs at least one column");
        }
        this.path = path;
        this.name = name;
        this.columns = columns;
        this.metadata = SafetensorsChecksum.reserve(metadata);
        draft = path.resolveSibling(path.getFileName() + AtomicFile.DRAFT);
        rowBytes = Math.multiplyExact(columns, Float.BYTES);
        headerBytes = header(name, Long.MAX_VALUE / rowBytes, columns, this.metadata).length;
        buffer = ByteBuffer.allocate(Math.max(BUFFERED, rowBytes)).order(ByteOrder.LITTLE_ENDIAN);
        try {
            channel = FileChannel.open(
                    draft,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.TRUNCATE_EXISTING,
                    StandardOpenOption.READ,
                    StandardOpenOption.WRITE);
            channel.position(8L + headerBytes);
        } catch (IOException e) {
            throw failure(path, e);
        }
    }

    private static byte[] header(String name, long count, int columns, Map<String, String> metadata) {
        long bytes = count * columns * Float.BYTES;
        TensorInfo info = new TensorInfo(ElementType.F32, List.of(count, (long) columns), 0, bytes);
        return new SafetensorsHeader(metadata, Map.of(name, info)).toBytes();
    }

    /**
     * Writes the next row.
     *
     * @throws SafetensorsException if the disk refuses
     * @throws IllegalArgumentException if it has another number of columns
     */
    public void add(float[] row) {
        if (row.length != columns) {
            throw new IllegalArgumentException(
                    "a row of " + row.length + " numbers in a matrix of " + columns + " columns");
        }
        if (buffer.remaining() < rowBytes) {
            flush();
        }
        for (float value : row) {
            buffer.putFloat(value);
        }
        rows++;
    }

    private void flush() {
        try {
            AtomicFile.writeFully(channel, buffer.flip());
            buffer.clear();
        } catch (IOException e) {
            throw failure(path, e);
        }
    }

    /**
     * Ends the matrix and puts the file in its place.
     *
     * @throws SafetensorsException if the disk refuses; an old file is then untouched
     */
    public void finish() {
        flush();
        // A shorter number of rows leaves room, which the format lets spaces fill.
        byte[] told = header(name, rows, columns, metadata);
        byte[] header = Arrays.copyOf(told, headerBytes);
        Arrays.fill(header, told.length, headerBytes, (byte) ' ');
        try {
            byte[] complete = SafetensorsChecksum.withValue(header, checksum(header));
            channel.position(0);
            SafetensorsWriter.writeStart(channel, complete);
            channel.force(true);
            AtomicFile.replace(draft, path);
        } catch (IOException e) {
            throw failure(path, e);
        }
    }

    /** Of the header, which was not known before the data, and of these, which are read again. */
    private String checksum(byte[] header) throws IOException {
        SafetensorsChecksum checksum = new SafetensorsChecksum(header);
        channel.position(8L + headerBytes);
        for (long left = rows * rowBytes; left > 0; ) {
            byte[] chunk = new byte[(int) Math.min(SafetensorsWriter.CHUNK, left)];
            ByteBuffer target = ByteBuffer.wrap(chunk);
            while (target.hasRemaining()) {
                if (channel.read(target) < 0) {
                    throw new IOException("what was written is not there");
                }
            }
            checksum.update(chunk);
            left -= chunk.length;
        }
        return checksum.value();
    }

    private static SafetensorsException failure(Path path, IOException e) {
        return new SafetensorsException(path + ": cannot be written: " + SafetensorsException.reason(e), e);
    }

    /** Frees the file, and removes what is not finished. */
    @Override
    public void close() {
        try (channel) {
            Files.deleteIfExists(draft);
        } catch (IOException e) {
            throw failure(path, e);
        }
    }
}
