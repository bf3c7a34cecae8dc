package io.github.ncl4j.torch;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

/** Writes safetensors files so that a reader sees the old file or the whole new one, whatever happens in between. */
public final class SafetensorsWriter {

    /** What the name of a file ends in that is being written, or was when its writer died. */
    public static final String DRAFT = ".part";

    static final int CHUNK = 1 << 24;

    private SafetensorsWriter() {}

    /**
     * Writes a file: first beside its place, then synced to the disk, then renamed. A checksum of the whole file is added to the
     * metadata, as {@link SafetensorsFile#CHECKSUM}.
     *
     * @param path the file to write or replace; its folder must exist
     * @param metadata key-value pairs for the header; an old checksum among them is passed over
     * @param tensors any device, any memory layout; written row-major in the map's order
     * @throws SafetensorsException if the disk refuses; the old file, if there was one, is then untouched
     * @throws IllegalArgumentException if the format cannot hold a tensor's type or name; nothing is written then
     */
    public static void write(Path path, Map<String, String> metadata, Map<String, Tensor> tensors) {
        write(path, metadata, tensors, () -> {});
    }

    /**
     * The same, with something done when the new file is complete and on the disk, and the old one still in its place.
     *
     * @param beforeReplacing may give the old file another name; when it throws, the old file stays
     */
    public static void write(
            Path path, Map<String, String> metadata, Map<String, Tensor> tensors, Runnable beforeReplacing) {
        byte[] header = new SafetensorsHeader(SafetensorsChecksum.reserve(metadata), layOut(tensors)).toBytes();
        Path temporary = path.resolveSibling(path.getFileName() + DRAFT);
        try {
            Uninterrupted.call(() -> {
                writeDraft(temporary, header, tensors);
                return temporary;
            });
            beforeReplacing.run();
            rename(temporary, path);
        } catch (NoSuchFileException e) {
            throw new SafetensorsException(
                    path + ": cannot be written: there is no folder "
                            + path.toAbsolutePath().getParent(),
                    e);
        } catch (IOException e) {
            deleteQuietly(temporary, e);
            throw new SafetensorsException(path + ": cannot be written: " + SafetensorsException.reason(e), e);
        } catch (RuntimeException e) {
            // The engine's: out of memory while a tensor crosses to the CPU, for example.
            deleteQuietly(temporary, e);
            throw e;
        }
    }

    private static void writeDraft(Path draft, byte[] header, Map<String, Tensor> tensors) throws IOException {
        try (FileChannel channel = FileChannel.open(
                draft, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            write(channel, header, tensors);
            channel.force(true);
        }
    }

    private static void write(FileChannel channel, byte[] header, Map<String, Tensor> tensors) throws IOException {
        writeStart(channel, header);
        SafetensorsChecksum checksum = new SafetensorsChecksum(header);
        for (Tensor tensor : tensors.values()) {
            try (PointerScope scope = new PointerScope()) {
                writeData(channel, tensor.detach().cpu().contiguous(), checksum);
            }
        }
        channel.position(0);
        writeStart(channel, SafetensorsChecksum.withValue(header, checksum.value()));
    }

    static void writeStart(FileChannel channel, byte[] header) throws IOException {
        ByteBuffer start = ByteBuffer.allocate(8 + header.length).order(ByteOrder.LITTLE_ENDIAN);
        start.putLong(header.length).put(header).flip();
        writeFully(channel, start);
    }

    private static Map<String, TensorInfo> layOut(Map<String, Tensor> tensors) {
        Map<String, TensorInfo> infos = new LinkedHashMap<>();
        long position = 0;
        if (tensors.containsKey(SafetensorsHeader.METADATA)) {
            throw new IllegalArgumentException(
                    "no tensor can be called " + SafetensorsHeader.METADATA + " in a safetensors file");
        }
        for (Map.Entry<String, Tensor> entry : tensors.entrySet()) {
            Tensor tensor = entry.getValue();
            ElementType type = ElementType.of(tensor.scalar_type());
            List<Long> shape = new ArrayList<>();
            for (long dimension = 0; dimension < tensor.dim(); dimension++) {
                shape.add(tensor.size(dimension));
            }
            long end = position + tensor.numel() * type.bytes();
            infos.put(entry.getKey(), new TensorInfo(type, shape, position, end));
            position = end;
        }
        return infos;
    }

    private static void writeData(FileChannel channel, Tensor contiguous, SafetensorsChecksum checksum)
            throws IOException {
        long bytes = contiguous.numel() * contiguous.element_size();
        try (Pointer data = contiguous.data_ptr();
                BytePointer source = new BytePointer(data)) {
            for (long offset = 0; offset < bytes; offset += CHUNK) {
                byte[] chunk = new byte[(int) Math.min(CHUNK, bytes - offset)];
                source.position(offset).get(chunk);
                checksum.update(chunk);
                writeFully(channel, ByteBuffer.wrap(chunk));
            }
        }
    }

    static void writeFully(FileChannel channel, ByteBuffer source) throws IOException {
        while (source.hasRemaining()) {
            channel.write(source);
        }
    }

    static void rename(Path temporary, Path path) throws IOException {
        try {
            Files.move(temporary, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(temporary, path, StandardCopyOption.REPLACE_EXISTING);
        }
        // The rename itself must survive a power cut, so the folder is synced too; Windows cannot open folders and does
        // not need it.
        Path folder = path.toAbsolutePath().getParent();
        if (folder != null && !System.getProperty("os.name", "").startsWith("Windows")) {
            Uninterrupted.call(() -> {
                try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
                    channel.force(true);
                    return folder;
                }
            });
        }
    }

    static void deleteQuietly(Path temporary, Exception cause) {
        try {
            Files.deleteIfExists(temporary);
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
    }
}
