package io.github.ncl4j.pytorch;

import io.github.ncl4j.file.AtomicFile;
import io.github.ncl4j.torch.ElementType;
import java.io.BufferedOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

/**
 * Writes what {@code torch.save} writes of an {@code OrderedDict} of tensors, in PyTorch's zip format (since 1.6): {@code
 * torch.load} opens it, also with {@code weights_only=True}. The same tensors give the same bytes.
 */
public final class TorchFileWriter {

    private static final String ROOT = "archive/";
    private static final int CHUNK = 1 << 20;

    /** PyTorch maps storages into memory where they begin at such a multiple. */
    private static final int ALIGNMENT = 64;

    private static final int LOCAL_HEADER = 30;
    private static final int EXTRA_HEADER = 4;

    /** The tag of PyTorch's own padding, {@code FB}. */
    private static final short PADDING_TAG = 0x4246;

    /** Any time that zip files can hold; of the first that they can, Java adds a second form, which would move the data. */
    private static final LocalDateTime NO_TIME = LocalDateTime.of(1980, 2, 1, 0, 0);

    private final Position position;
    private final ZipOutputStream zip;

    private TorchFileWriter(OutputStream out) {
        position = new Position(out);
        zip = new ZipOutputStream(position);
        zip.setMethod(ZipOutputStream.STORED);
    }

    /**
     * Writes a file by {@link AtomicFile}.
     *
     * @param path the file to write or replace; its folder must exist
     * @param tensors any device, any memory layout; written row-major in the map's order
     * @throws TorchFileException if the disk refuses; the old file, if there was one, is then untouched
     * @throws IllegalArgumentException if a tensor has a type that {@link ElementType} does not know
     */
    public static void write(Path path, Map<String, Tensor> tensors) {
        try {
            AtomicFile.write(
                    path,
                    channel -> {
                        OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel), CHUNK);
                        new TorchFileWriter(out).write(tensors);
                        out.flush();
                    },
                    () -> {});
        } catch (IOException e) {
            throw new TorchFileException(path + ": cannot be written: " + e, e);
        }
    }

    private void write(Map<String, Tensor> tensors) throws IOException {
        PickleWriter pickle = new PickleWriter();
        int key = 0;
        for (Map.Entry<String, Tensor> entry : tensors.entrySet()) {
            Tensor tensor = entry.getValue();
            pickle.tensor(
                    entry.getKey(),
                    Integer.toString(key++),
                    ElementType.of(tensor.scalar_type()),
                    tensor.dim() == 0 ? new long[0] : tensor.shape());
        }
        entry("data.pkl", pickle.finish());
        entry("byteorder", "little".getBytes(StandardCharsets.US_ASCII));
        key = 0;
        for (Tensor tensor : tensors.values()) {
            try (PointerScope scope = new PointerScope()) {
                storage("data/" + key++, tensor.detach().cpu().contiguous());
            }
        }
        entry("version", "3\n".getBytes(StandardCharsets.US_ASCII));
        zip.finish();
    }

    private void entry(String name, byte[] content) throws IOException {
        CRC32 checksum = new CRC32();
        checksum.update(content);
        zip.putNextEntry(header(name, content.length, checksum));
        zip.write(content);
        zip.closeEntry();
    }

    /** The header of an entry that is not compressed has its checksum, so the data are passed through twice. */
    private void storage(String name, Tensor contiguous) throws IOException {
        CRC32 checksum = new CRC32();
        forEachChunk(contiguous, checksum::update);
        zip.putNextEntry(header(name, contiguous.numel() * contiguous.element_size(), checksum));
        forEachChunk(contiguous, zip::write);
        zip.closeEntry();
    }

    private ZipEntry header(String name, long size, CRC32 checksum) {
        ZipEntry entry = new ZipEntry(ROOT + name);
        entry.setTimeLocal(NO_TIME);
        entry.setSize(size);
        entry.setCompressedSize(size);
        entry.setCrc(checksum.getValue());
        long unpadded = position.written + LOCAL_HEADER + entry.getName().length() + EXTRA_HEADER;
        int padding = (int) ((ALIGNMENT - unpadded % ALIGNMENT) % ALIGNMENT);
        entry.setExtra(ByteBuffer.allocate(EXTRA_HEADER + padding)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putShort(PADDING_TAG)
                .putShort((short) padding)
                .array());
        return entry;
    }

    private interface ChunkConsumer {
        void accept(byte[] chunk) throws IOException;
    }

    private static void forEachChunk(Tensor contiguous, ChunkConsumer consumer) throws IOException {
        long bytes = contiguous.numel() * contiguous.element_size();
        try (Pointer data = contiguous.data_ptr();
                BytePointer source = new BytePointer(data)) {
            for (long offset = 0; offset < bytes; offset += CHUNK) {
                byte[] chunk = new byte[(int) Math.min(CHUNK, bytes - offset)];
                source.position(offset).get(chunk);
                consumer.accept(chunk);
            }
        }
    }

    /** Counts what passes. */
    private static final class Position extends FilterOutputStream {

        private long written;

        Position(OutputStream out) {
            super(out);
        }

        @Override
        public void write(int b) throws IOException {
            out.write(b);
            written++;
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            out.write(bytes, offset, length);
            written += length;
        }
    }
}
