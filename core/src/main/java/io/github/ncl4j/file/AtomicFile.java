package io.github.ncl4j.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * Files that a reader sees whole or not at all, whatever happens in between: written as a draft beside their place, synced to the
 * disk, renamed, and the folder synced.
 */
public final class AtomicFile {

    /** The end of a draft's name: of a file that is being written, or was when its writer died. */
    public static final String DRAFT = ".part";

    private AtomicFile() {}

    /** Writes the bytes of a file. An interrupt may close the channel; the content is then written once more, from the start. */
    @FunctionalInterface
    public interface Content {

        /** Writes all of them, from position 0. */
        void writeTo(FileChannel channel) throws IOException;
    }

    /** The draft of a file. */
    public static Path draftOf(Path file) {
        return file.resolveSibling(file.getFileName() + DRAFT);
    }

    /**
     * Writes a file, over one that may be there.
     *
     * @throws IOException if the disk refuses; the message names the draft, which is deleted, and the old file stays
     */
    public static void write(Path file, byte[] content) throws IOException {
        try {
            write(file, channel -> writeFully(channel, ByteBuffer.wrap(content)), () -> {});
        } catch (IOException e) {
            throw OutputFile.naming(draftOf(file), e);
        }
    }

    /**
     * Writes a file, over one that may be there.
     *
     * @param beforeReplacing run when the new file is complete and on the disk, and the old one still in its place: it may give the
     *     old one another name; when it throws, the old file stays
     * @throws IOException if the disk refuses; the draft is deleted, and the old file stays
     */
    public static void write(Path file, Content content, Runnable beforeReplacing) throws IOException {
        Path draft = draftOf(file);
        try {
            Uninterrupted.call(() -> {
                writeDraft(draft, content);
                return draft;
            });
            beforeReplacing.run();
            replace(draft, file);
        } catch (IOException | RuntimeException e) {
            deleteQuietly(draft, e);
            throw e;
        }
    }

    private static void writeDraft(Path draft, Content content) throws IOException {
        try (FileChannel channel = FileChannel.open(
                draft, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            content.writeTo(channel);
            channel.force(true);
        }
    }

    /**
     * Renames a complete draft to its place, over a file that may be there.
     *
     * @param draft synced, on the same file system
     */
    public static void replace(Path draft, Path file) throws IOException {
        try {
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(draft, file, StandardCopyOption.REPLACE_EXISTING);
        }
        // The rename itself must survive a power cut; Windows cannot open folders and does not need it.
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null && !System.getProperty("os.name", "").startsWith("Windows")) {
            Uninterrupted.call(() -> {
                try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
                    channel.force(true);
                    return folder;
                }
            });
        }
    }

    /** Writes all that a buffer holds. */
    public static void writeFully(FileChannel channel, ByteBuffer source) throws IOException {
        while (source.hasRemaining()) {
            channel.write(source);
        }
    }

    /** Deletes a draft after a failure, to which a failure to delete is added. */
    public static void deleteQuietly(Path draft, Exception failure) {
        try {
            Files.deleteIfExists(draft);
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }
}
