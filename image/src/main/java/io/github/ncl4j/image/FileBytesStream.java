package io.github.ncl4j.image;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * The bytes of an image file, for the Java library's readers. Some of these go on and on behind the end as if there were
 * zeros, and keep a processor busy with a damaged file for a minute: after a few such attempts the stream fails.
 */
final class FileBytesStream extends MemoryCacheImageInputStream {

    /** Readers that fetch words look a few bytes ahead of what they need. */
    private static final int ATTEMPTS = 64;

    private int attempts;

    FileBytesStream(byte[] file) {
        super(new ByteArrayInputStream(file));
    }

    @Override
    public int read() throws IOException {
        int next = super.read();
        if (next < 0) {
            refuseAfterAFew();
        }
        return next;
    }

    @Override
    public int read(byte[] target, int at, int length) throws IOException {
        int count = super.read(target, at, length);
        if (count < 0) {
            refuseAfterAFew();
        }
        return count;
    }

    private void refuseAfterAFew() throws IOException {
        attempts++;
        if (attempts > ATTEMPTS) {
            throw new IOException("its data end early");
        }
    }
}
