package io.github.ncl4j.file;

import io.github.ncl4j.image.OutputFile;
import io.github.ncl4j.torch.Uninterrupted;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** Small files of a run that are written anew as a whole. */
public final class WholeFile {

    private WholeFile() {}

    /**
     * Writes a file beside its place, syncs and renames it: a reader sees the old one or the whole new one.
     *
     * @throws IOException if the disk refuses; the old file stays
     */
    public static void write(Path file, byte[] content) throws IOException {
        Path draft = file.resolveSibling(file.getFileName() + ".part");
        try {
            Uninterrupted.call(() -> {
                writeDraft(draft, content);
                return draft;
            });
        } catch (IOException e) {
            throw OutputFile.naming(draft, e);
        }
        Files.move(draft, file, StandardCopyOption.REPLACE_EXISTING);
    }

    private static void writeDraft(Path draft, byte[] content) throws IOException {
        try (FileChannel channel = FileChannel.open(
                draft, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            ByteBuffer bytes = ByteBuffer.wrap(content);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
    }
}
