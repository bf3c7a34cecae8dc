package io.github.ncl4j.app.output;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The place of a command's results. Java's own {@code System.out} and every {@code PrintWriter} forget that a write has failed; this
 * stream throws an unchecked {@link StandardOutputException} that passes through them. After the first failure every later call
 * fails too, so that the last flush finds a failure in whichever thread it was.
 */
public final class ResultStream extends OutputStream {

    private final OutputStream place;
    private volatile @Nullable IOException failure;

    /** Writes to a place, which stays open. */
    ResultStream(OutputStream place) {
        this.place = place;
    }

    /** This process's standard output, for text in UTF-8. */
    public static PrintWriter standardOutput() {
        return printing(new FileOutputStream(FileDescriptor.out));
    }

    /** Prints text in UTF-8. */
    public static PrintWriter printing(OutputStream place) {
        return new PrintWriter(new ResultStream(place), true, StandardCharsets.UTF_8);
    }

    @Override
    public void write(int single) {
        write(new byte[] {(byte) single}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int start, int count) {
        check();
        try {
            place.write(bytes, start, count);
        } catch (IOException e) {
            failure = e;
            check();
        }
    }

    @Override
    public void flush() {
        check();
        try {
            place.flush();
        } catch (IOException e) {
            failure = e;
            check();
        }
    }

    private void check() {
        IOException first = failure;
        if (first != null) {
            throw new StandardOutputException(first);
        }
    }
}
