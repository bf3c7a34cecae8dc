package io.github.ncl4j.data;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A stream that refuses to deliver more than was agreed, so that a small compressed file cannot unfold without end. */
final class BoundedStream extends FilterInputStream {

    private long allowance;

    /** Allows a number of bytes to begin with. */
    BoundedStream(InputStream in, long allowance) {
        super(in);
        this.allowance = allowance;
    }

    /** Allows this many bytes from here on. */
    void allow(long bytes) {
        allowance = bytes;
    }

    @Override
    public int read() throws IOException {
        int value = in.read();
        if (value >= 0) {
            spend(1);
        }
        return value;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        int read = in.read(buffer, offset, length);
        if (read > 0) {
            spend(read);
        }
        return read;
    }

    @Override
    public long skip(long bytes) throws IOException {
        long skipped = in.skip(bytes);
        spend(skipped);
        return skipped;
    }

    @Override
    public boolean markSupported() {
        return false;
    }

    private void spend(long bytes) throws IOException {
        allowance -= bytes;
        if (allowance < 0) {
            throw new IOException("it unfolds to more bytes than its headers tell");
        }
    }
}
