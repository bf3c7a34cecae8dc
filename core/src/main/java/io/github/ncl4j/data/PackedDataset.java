package io.github.ncl4j.data;

import io.github.ncl4j.image.DataException;
import io.github.ncl4j.image.RgbImage;
import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The images of another data set, decoded once into a file that is mapped into memory: the system keeps as much of it there as
 * fits, and processes that map the same file share it. The mapping occupies addresses, not memory, and ends with the last use of
 * this object.
 */
final class PackedDataset implements DatasetView {

    private static final Logger LOG = LoggerFactory.getLogger(PackedDataset.class);

    private final ImageDataset source;
    private final Path file;
    private final PackedIndex index;
    private final MappedByteBuffer[] segments;

    private PackedDataset(ImageDataset source, Path file, PackedIndex index, MappedByteBuffer[] segments) {
        this.source = source;
        this.file = file;
        this.index = index;
        this.segments = segments;
    }

    /**
     * Opens the file, and makes it before if it is missing, damaged, or of other images. Several processes may do so at once:
     * one makes it, the others wait.
     *
     * @param file in a folder that is made where it is missing
     * @param source the images
     * @param fingerprint of what the images are made from, 32 bytes
     * @param workers threads that decode
     * @throws DataException if the file cannot be made
     */
    static PackedDataset open(Path file, ImageDataset source, byte[] fingerprint, int workers) {
        try {
            PackedDataset packed = existing(file, source, fingerprint);
            return packed != null ? packed : make(file, source, fingerprint, workers);
        } catch (IOException | OverlappingFileLockException e) {
            throw new DataException(file + ": cannot be made: " + (e.getMessage() == null ? e : e.getMessage()), e);
        }
    }

    private static PackedDataset make(Path file, ImageDataset source, byte[] fingerprint, int workers)
            throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        Path lockFile = file.resolveSibling(file.getFileName() + ".lock");
        try (FileChannel channel = FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = channel.lock()) {
            PackedDataset packed = existing(file, source, fingerprint);
            if (packed != null) {
                return packed;
            }
            PackedWriter.write(source, fingerprint, file, workers);
            return map(file, source, fingerprint);
        }
    }

    private static @Nullable PackedDataset existing(Path file, ImageDataset source, byte[] fingerprint) {
        try {
            return map(file, source, fingerprint);
        } catch (NoSuchFileException e) {
            return null;
        } catch (IOException e) {
            LOG.info("{} cannot be used and is made anew: {}", file, e.getMessage());
            return null;
        }
    }

    private static PackedDataset map(Path file, ImageDataset source, byte[] fingerprint) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            PackedIndex index = PackedIndex.read(channel, fingerprint, source.size());
            long size = channel.size();
            MappedByteBuffer[] segments =
                    new MappedByteBuffer[Math.toIntExact((size + PackedIndex.SEGMENT - 1) / PackedIndex.SEGMENT)];
            for (int i = 0; i < segments.length; i++) {
                long start = i * PackedIndex.SEGMENT;
                segments[i] =
                        channel.map(FileChannel.MapMode.READ_ONLY, start, Math.min(PackedIndex.SEGMENT, size - start));
            }
            return new PackedDataset(source, file, index, segments);
        }
    }

    @Override
    public ImageDataset viewed() {
        return source;
    }

    @Override
    public RgbImage image(int i) {
        if (!index.holds(i)) {
            return source.image(i);
        }
        byte[] pixels = new byte[index.width(i) * index.height(i) * 3];
        long position = index.position(i);
        segments[(int) (position / PackedIndex.SEGMENT)].get((int) (position % PackedIndex.SEGMENT), pixels);
        if (PackedIndex.checksum(pixels) != index.pixelChecksum(i)) {
            throw new DataException(file + ": the pixels of " + describe(i)
                    + " are damaged there; delete the file, and the next run makes it anew");
        }
        return new RgbImage(index.width(i), index.height(i), pixels);
    }
}
