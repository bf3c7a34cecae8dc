package io.github.ncl4j.file;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;

/**
 * Files whose failures name them. Java names a file that it cannot open, but of one that it cannot write on to, for example because
 * the disk is full, it says the reason only.
 */
public final class OutputFile {

    private OutputFile() {}

    /**
     * Opens a file.
     *
     * @param options as for {@link Files#newOutputStream}
     * @return a stream without a buffer; its failures are {@link FileSystemException}s with the file's name
     */
    public static OutputStream open(Path file, OpenOption... options) throws IOException {
        return new Named(Files.newOutputStream(file, options), file);
    }

    /**
     * Writes a file.
     *
     * @param options as for {@link Files#newOutputStream}
     * @throws FileSystemException if it cannot be written; the message names it
     */
    public static void write(Path file, byte[] content, OpenOption... options) throws IOException {
        try (OutputStream out = open(file, options)) {
            out.write(content);
        }
    }

    /**
     * A failure with the name of its file.
     *
     * @return the failure itself if it has one
     */
    public static FileSystemException naming(Path file, IOException failure) {
        if (failure instanceof FileSystemException named) {
            return named;
        }
        FileSystemException naming = new FileSystemException(file.toString(), null, failure.getMessage());
        naming.initCause(failure);
        return naming;
    }

    private static final class Named extends FilterOutputStream {

        private final Path file;

        Named(OutputStream out, Path file) {
            super(out);
            this.file = file;
        }

        @Override
        public void write(int single) throws IOException {
            write(new byte[] {(byte) single}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int start, int count) throws IOException {
            try {
                out.write(bytes, start, count);
            } catch (IOException e) {
                throw naming(file, e);
            }
        }
    }
}
