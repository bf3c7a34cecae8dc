package io.github.ncl4j.data;

import java.util.ArrayDeque;
import java.util.Queue;

/**
 * Buffers to use again. A buffer is either idle here or held by whoever took it; the last of those that were out are freed
 * when they come back to the closed pool, so that no one need wait for them. Safe for use by several threads at once.
 */
final class BufferPool implements AutoCloseable {

    private final Queue<PixelBuffer> idle = new ArrayDeque<>();
    private int allocated;
    private boolean closed;

    /** A buffer of at least that size. The caller gives it back. */
    synchronized PixelBuffer take(int size) {
        while (!idle.isEmpty()) {
            PixelBuffer buffer = idle.remove();
            if (buffer.size() >= size) {
                return buffer;
            }
            free(buffer);
        }
        PixelBuffer buffer = new PixelBuffer(size);
        allocated++;
        return buffer;
    }

    /** Ends the use of a buffer. */
    synchronized void giveBack(PixelBuffer buffer) {
        if (closed) {
            free(buffer);
        } else {
            idle.add(buffer);
        }
    }

    private void free(PixelBuffer buffer) {
        buffer.free();
        allocated--;
    }

    /** Buffers that are idle or out. */
    synchronized int allocated() {
        return allocated;
    }

    /** Frees the idle buffers now, and the others when they come back. */
    @Override
    public synchronized void close() {
        closed = true;
        while (!idle.isEmpty()) {
            free(idle.remove());
        }
    }
}
