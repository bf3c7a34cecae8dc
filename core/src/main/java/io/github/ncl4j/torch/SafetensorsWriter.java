package io.github.ncl4j.torch;

import io.github.ncl4j.file.AtomicFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
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

    static final int CHUNK = 1 << 24;

    private SafetensorsWriter() {}

    /**
     * Writes a file by {@link AtomicFile}. A checksum of the whole file is added to the
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
        try {
            AtomicFile.write(path, channel -> write(channel, header, tensors), beforeReplacing);
        } catch (NoSuchFileException e) {
            throw new SafetensorsException(
                    path + ": cannot be written: there is no folder "
                            + path.toAbsolutePath().getParent(),
                    e);
        } catch (IOException e) {
            throw new SafetensorsException(path + ": cannot be written: " + SafetensorsException.reason(e), e);
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
        AtomicFile.writeFully(channel, start);
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
                AtomicFile.writeFully(channel, ByteBuffer.wrap(chunk));
            }
        }
    }
}
