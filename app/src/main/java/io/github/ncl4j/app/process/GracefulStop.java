package io.github.ncl4j.app.process;

import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets work end in order on Ctrl-C and SIGTERM. Java then runs its hooks and ends the process when they return, whatever other
 * threads do; so this one's asks for the end, and returns when it has come, which is when this object is closed.
 */
public final class GracefulStop implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(GracefulStop.class);

    private final CountDownLatch ended = new CountDownLatch(1);
    private final Thread hook = new Thread(this::askAndWait, "end-on-signal");
    private volatile @Nullable Runnable request;

    /** Until there is something to {@link #ask}, a signal ends the process at once. */
    public GracefulStop() {
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /**
     * From now on a signal asks for the end of the work, and waits for it.
     *
     * @param newRequest returns at once; called from another thread
     */
    public void ask(Runnable newRequest) {
        request = newRequest;
    }

    private void askAndWait() {
        Runnable asked = request;
        if (asked == null) {
            return;
        }
        asked.run();
        try {
            ended.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        ended.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            LOG.debug("the process is ending; the hook is running");
        }
    }
}
