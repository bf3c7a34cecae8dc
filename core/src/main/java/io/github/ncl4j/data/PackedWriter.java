package io.github.ncl4j.data;

import io.github.ncl4j.file.AtomicFile;
import io.github.ncl4j.image.DataException;
import io.github.ncl4j.image.RgbImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decodes all images of a data set with several threads and writes them into one file, in their order. The file appears under
 * its name when it is complete. An image that cannot be decoded is left out, and reported when it is asked for.
 */
final class PackedWriter {

    private static final Logger LOG = LoggerFactory.getLogger(PackedWriter.class);

    /** What must stay free on the file system, for everything else that a run writes. */
    private static final long SPARE_BYTES = 1L << 28;

    private static final long SPACE_CHECK_BYTES = 1L << 26;
    private static final Duration REPORT = Duration.ofSeconds(10);

    private final ImageDataset source;
    private final Path file;
    private final PackedIndex index;
    private long position;
    private long checkedSpaceAt;
    private int broken;

    private PackedWriter(ImageDataset source, byte[] fingerprint, Path file) {
        this.source = source;
        this.file = file;
        index = PackedIndex.empty(fingerprint, source.size());
        position = PackedIndex.length(source.size());
    }

    /**
     * Writes the file, over whatever is there. No other process writes it at the same time.
     *
     * @param fingerprint of what the images are made from
     * @param workers threads that decode
     * @throws IOException if the file cannot be written; nothing is left of it then
     */
    static void write(ImageDataset source, byte[] fingerprint, Path file, int workers) throws IOException {
        Path draft = AtomicFile.draftOf(file);
        try (FileChannel channel = FileChannel.open(
                draft, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            new PackedWriter(source, fingerprint, file).write(channel, workers);
            AtomicFile.replace(draft, file);
        } finally {
            Files.deleteIfExists(draft);
        }
    }

    private void write(FileChannel channel, int workers) throws IOException {
        LOG.info("packing {} images into {}", source.size(), file);
        ExecutorService threads = Executors.newFixedThreadPool(workers, task -> {
            Thread thread = new Thread(task, "packed-writer");
            thread.setDaemon(true);
            return thread;
        });
        try {
            // A few images per thread in the queue keep all of them at work and the memory small.
            Queue<Future<Optional<RgbImage>>> decoded = new ArrayDeque<>();
            int begun = 0;
            long reported = System.nanoTime();
            for (int i = 0; i < source.size(); i++) {
                while (begun < source.size() && decoded.size() < 4 * workers) {
                    int image = begun++;
                    decoded.add(threads.submit(() -> decode(image)));
                }
                append(channel, i, await(decoded.remove()));
                if (System.nanoTime() - reported > REPORT.toNanos()) {
                    reported = System.nanoTime();
                    LOG.info("packed {} of {} images, {} MB", i + 1, source.size(), position >> 20);
                }
            }
        } finally {
            threads.shutdownNow();
        }
        writeFully(channel, index.bytes(), 0);
        channel.force(true);
        LOG.info("packed {} images into {}, {} MB", source.size() - broken, file, position >> 20);
    }

    private Optional<RgbImage> decode(int image) {
        try {
            return Optional.of(source.image(image));
        } catch (DataException e) {
            LOG.warn("not packed: {}", e.getMessage());
            return Optional.empty();
        }
    }

    private static Optional<RgbImage> await(Future<Optional<RgbImage>> image) {
        try {
            return image.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("interrupted while packing images");
        }
    }

    private void append(FileChannel channel, int i, Optional<RgbImage> decoded) throws IOException {
        if (decoded.isEmpty()) {
            broken++;
            return;
        }
        RgbImage image = decoded.get();
        int length = Math.toIntExact(image.length());
        long left = PackedIndex.SEGMENT - position % PackedIndex.SEGMENT;
        position += left < length ? left : 0;
        requireSpace(length);
        writeFully(channel, ByteBuffer.wrap(image.pixels()), position);
        index.set(i, position, image);
        position += length;
    }

    private void requireSpace(int length) throws IOException {
        if (position + length - checkedSpaceAt > SPACE_CHECK_BYTES) {
            checkedSpaceAt = position + length;
            long free = Files.getFileStore(file.toAbsolutePath().getParent()).getUsableSpace();
            if (free < SPARE_BYTES) {
                throw new IOException("only " + (free >> 20) + " MB are free after " + (position >> 20)
                        + " MB of it; choose a smaller data.cache.shortest_side, or a data.cache.path with more space");
            }
        }
    }

    private static void writeFully(FileChannel channel, ByteBuffer bytes, long start) throws IOException {
        long at = start;
        while (bytes.hasRemaining()) {
            at += channel.write(bytes, at);
        }
    }
}
