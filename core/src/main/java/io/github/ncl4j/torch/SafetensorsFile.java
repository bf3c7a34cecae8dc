package io.github.ncl4j.torch;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;

/**
 * An open safetensors file (an 8-byte little-endian header length, a JSON header, raw little-endian data). The header is
 * checked in full before any tensor is read, so a hostile file cannot make this class allocate more than the file's size. Where the
 * header holds a checksum, the whole file has been compared with it before it counts as open.
 */
public final class SafetensorsFile implements AutoCloseable {

    /** The key in the metadata of the checksum that {@link SafetensorsWriter} adds: CRC-32C of the whole file, in hexadecimal. */
    public static final String CHECKSUM = "crc32c";

    private static final int CHUNK = 1 << 24;

    private final Path path;
    private final Source source;
    private final SafetensorsHeader header;
    private final long dataStart;

    /** Where the bytes are. */
    private interface Source extends Closeable {

        long size() throws IOException;

        /** As {@link FileChannel#read(ByteBuffer, long)}. */
        int read(ByteBuffer target, long position) throws IOException;
    }

    private record OnDisk(FileChannel channel) implements Source {

        @Override
        public long size() throws IOException {
            return channel.size();
        }

        @Override
        public int read(ByteBuffer target, long position) throws IOException {
            return channel.read(target, position);
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }

    private record InMemory(ByteBuffer content) implements Source {

        @Override
        public long size() {
            return content.limit();
        }

        @Override
        public int read(ByteBuffer target, long position) {
            int length = Math.min(target.remaining(), content.limit() - (int) position);
            if (length <= 0) {
                return -1;
            }
            target.put(content.slice((int) position, length));
            return length;
        }

        @Override
        public void close() {}
    }

    private SafetensorsFile(Path path, Source source, SafetensorsHeader header, long dataStart) {
        this.path = path;
        this.source = source;
        this.header = header;
        this.dataStart = dataStart;
    }

    /**
     * Opens a file and checks its header, and its checksum if it has one, for which it is read once.
     *
     * @throws SafetensorsException if the file is missing, cut short, its header is wrong in any way, or its bytes are not those
     *     that were written
     */
    public static SafetensorsFile open(Path path) {
        try {
            Source source = new OnDisk(FileChannel.open(path, StandardOpenOption.READ));
            try {
                return open(path, source);
            } catch (RuntimeException | IOException e) {
                source.close();
                throw e;
            }
        } catch (NoSuchFileException e) {
            throw new SafetensorsException(path + ": there is no such file", e);
        } catch (EOFException e) {
            throw new SafetensorsException(path + ": the file is cut short; use another copy", e);
        } catch (IOException e) {
            throw new SafetensorsException(path + ": cannot be read: " + SafetensorsException.reason(e), e);
        }
    }

    /**
     * Reads a file that is in memory already, with the same checks.
     *
     * @param name stands for the path in messages
     * @param content of the whole file; not copied
     * @throws SafetensorsException if its header is wrong in any way, or its bytes are not those that were written
     */
    public static SafetensorsFile of(Path name, byte[] content) {
        try {
            return open(name, new InMemory(ByteBuffer.wrap(content)));
        } catch (IOException e) {
            throw new SafetensorsException(name + ": is cut short; use another copy", e);
        }
    }

    private static SafetensorsFile open(Path path, Source source) throws IOException {
        long size = source.size();
        ByteBuffer length = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
        readFully(source, length, 0);
        long headerBytes = length.getLong(0);
        if (headerBytes < 2 || headerBytes > size - 8) {
            throw new SafetensorsException(path + ": the header claims " + Long.toUnsignedString(headerBytes)
                    + " bytes in a file of " + size + "; this is no safetensors file, or it is cut short");
        }
        if (headerBytes > SafetensorsHeader.MAX_BYTES) {
            throw new SafetensorsException(path + ": the header has " + headerBytes + " bytes, more than the "
                    + SafetensorsHeader.MAX_BYTES + " that are read");
        }
        ByteBuffer json = ByteBuffer.allocate((int) headerBytes);
        readFully(source, json, 8);
        try {
            SafetensorsHeader header = SafetensorsHeader.parse(json.array(), size - 8 - headerBytes);
            String checksum = header.metadata().get(CHECKSUM);
            if (checksum != null) {
                verify(source, json.array(), checksum);
            }
            return new SafetensorsFile(path, source, header, 8 + headerBytes);
        } catch (SafetensorsException e) {
            throw new SafetensorsException(
                    path + ": " + e.getMessage() + "; the file is damaged or cut short, use another copy", e);
        }
    }

    private static void verify(Source source, byte[] header, String checksum) throws IOException {
        SafetensorsChecksum found = new SafetensorsChecksum(SafetensorsChecksum.withoutValue(header, checksum));
        long size = source.size();
        for (long position = 8L + header.length; position < size; position += CHUNK) {
            byte[] chunk = new byte[(int) Math.min(CHUNK, size - position)];
            readFully(source, ByteBuffer.wrap(chunk), position);
            found.update(chunk);
        }
        if (!found.value().equals(checksum)) {
            throw new SafetensorsException(
                    "its bytes have the checksum " + found.value() + ", not " + checksum + " as when it was written");
        }
    }

    /** The file's path, as it was opened. */
    public Path path() {
        return path;
    }

    /** The file's own key-value pairs; empty if it has none. */
    public Map<String, String> metadata() {
        return Map.copyOf(header.metadata());
    }

    /** What the header says of every tensor, in the header's order. */
    public Map<String, TensorInfo> tensors() {
        return Collections.unmodifiableMap(header.tensors());
    }

    /**
     * The raw bytes of one tensor, little-endian.
     *
     * @throws SafetensorsException if there is no such tensor, or it is larger than one Java array can be
     */
    public ByteBuffer bytes(String name) {
        TensorInfo info = info(name);
        if (info.bytes() > Integer.MAX_VALUE - 8) {
            throw new SafetensorsException(path + ": tensor '" + name + "' is too large for one Java array");
        }
        ByteBuffer buffer = ByteBuffer.allocate((int) info.bytes()).order(ByteOrder.LITTLE_ENDIAN);
        read(name, buffer, dataStart + info.begin());
        return buffer.flip();
    }

    /**
     * One tensor, on the CPU, with the file's type and shape.
     *
     * @throws SafetensorsException if there is no such tensor
     */
    public Tensor tensor(String name) {
        TensorInfo info = info(name);
        Tensor tensor = torch.empty(info.sizes(), new TensorOptions(info.type().scalarType()), null);
        try (Pointer data = tensor.data_ptr();
                BytePointer target = new BytePointer(data)) {
            for (long offset = 0; offset < info.bytes(); offset += CHUNK) {
                int length = (int) Math.min(CHUNK, info.bytes() - offset);
                byte[] chunk = new byte[length];
                read(name, ByteBuffer.wrap(chunk), dataStart + info.begin() + offset);
                target.position(offset).put(chunk, 0, length);
            }
        }
        return tensor;
    }

    /**
     * Some tensors, on the CPU, with the file's types and shapes, in the header's order.
     *
     * @param chosen by name
     */
    public Map<String, Tensor> tensors(Predicate<String> chosen) {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        header.tensors().keySet().stream().filter(chosen).forEach(name -> tensors.put(name, tensor(name)));
        return tensors;
    }

    private TensorInfo info(String name) {
        TensorInfo info = header.tensors().get(name);
        if (info == null) {
            throw new SafetensorsException(path + ": holds no tensor '" + name + "'");
        }
        return info;
    }

    private void read(String name, ByteBuffer target, long position) {
        try {
            readFully(source, target, position);
        } catch (EOFException e) {
            throw new SafetensorsException(path + ": tensor '" + name + "' cannot be read: the file is cut short", e);
        } catch (IOException e) {
            throw new SafetensorsException(
                    path + ": tensor '" + name + "' cannot be read: " + SafetensorsException.reason(e), e);
        }
    }

    private static void readFully(Source source, ByteBuffer target, long position) throws IOException {
        long next = position;
        while (target.hasRemaining()) {
            int read = source.read(target, next);
            if (read < 0) {
                throw new EOFException();
            }
            next += read;
        }
    }

    /** Closes the file; tensors already read stay valid. */
    @Override
    public void close() {
        try {
            source.close();
        } catch (IOException e) {
            throw new SafetensorsException(path + ": cannot be closed: " + SafetensorsException.reason(e), e);
        }
    }
}
