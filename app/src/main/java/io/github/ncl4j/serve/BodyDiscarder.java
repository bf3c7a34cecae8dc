package io.github.ncl4j.serve;

import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.Callback;

/** Reads to the end of a body that nobody wants, but not for ever. */
final class BodyDiscarder implements Runnable {

    private final Request request;
    private final Callback callback;
    private final long until;
    private long left;

    /**
     * A reader that begins when it is run.
     *
     * @param callback succeeds at the end
     */
    BodyDiscarder(Request request, Callback callback, Limits limits) {
        this.request = request;
        this.callback = callback;
        until = System.nanoTime() + limits.idle().toNanos();
        left = 2L * limits.bytes();
    }

    @Override
    public void run() {
        while (true) {
            Content.Chunk chunk = request.read();
            if (chunk == null) {
                request.demand(this);
                return;
            }
            boolean failed = Content.Chunk.isFailure(chunk);
            boolean last = chunk.isLast();
            if (!failed) {
                left -= chunk.remaining();
                chunk.release();
            }
            if (failed || last || left < 0 || System.nanoTime() > until) {
                callback.succeeded();
                return;
            }
        }
    }
}
