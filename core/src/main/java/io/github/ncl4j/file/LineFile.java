package io.github.ncl4j.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Files of a run that grow: lines added to them, and what is past a point cut off. */
public final class LineFile {

    private LineFile() {}

    /**
     * Adds a line; it is on the disk when this returns, and nothing of it if this throws, as far as the disk lets anything be undone.
     *
     * @param file made where it is missing
     * @param line without its end
     */
    public static void append(Path file, String line) throws IOException {
        byte[] bytes = (line + "\n").getBytes(StandardCharsets.UTF_8);
        long end = Files.exists(file) ? Files.size(file) : 0;
        Uninterrupted.call(() -> {
            write(file, end, ByteBuffer.wrap(bytes));
            return file;
        });
    }

    /** Cuts a file off. */
    public static void cutOff(Path file, long length) throws IOException {
        Uninterrupted.call(() -> {
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                channel.truncate(length);
                channel.force(true);
                return file;
            }
        });
    }

    private static void write(Path file, long position, ByteBuffer line) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            try {
                channel.position(position);
                while (line.hasRemaining()) {
                    channel.write(line);
                }
                channel.force(true);
            } catch (IOException e) {
                try {
                    channel.truncate(position);
                } catch (IOException second) {
                    e.addSuppressed(second);
                }
                throw e;
            }
        }
    }
}
