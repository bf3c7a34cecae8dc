package io.github.ncl4j.serve;

import io.github.ncl4j.image.RgbImage;
import io.github.ncl4j.serve.model.Probabilities;
import io.github.ncl4j.serve.model.ServedModel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts the images of many requests together for the model. Each worker takes the first image that waits, lets others join it
 * for a moment, and classifies them all at once; what arrives meanwhile is the next batch.
 */
final class BatchQueue implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(BatchQueue.class);

    private final ServedModel model;
    private final Batching batching;
    private final ServerMetrics metrics;
    private final Runnable failed;
    private final BlockingQueue<WaitingImage> waiting = new LinkedBlockingQueue<>();
    private final List<Thread> workers = new ArrayList<>();
    private volatile boolean closed;

    /** An image that waits. Exactly one of the methods that end its wait is called, once. */
    interface WaitingImage {

        /** Prepared by the model. */
        RgbImage image();

        /** Whether anybody waits for the answer still. */
        boolean isAwaited();

        /** Its wait ends, with an answer. */
        void answer(Probabilities probabilities);

        /** Its wait ends, without an answer. */
        void refuse(Throwable reason);
    }

    /**
     * Starts the workers.
     *
     * @param model borrowed
     * @param failed runs if an error ends a worker; after that no image is classified any more
     */
    BatchQueue(ServedModel model, Batching batching, ServerMetrics metrics, Runnable failed) {
        this.model = model;
        this.batching = batching;
        this.metrics = metrics;
        this.failed = failed;
        for (int i = 0; i < batching.workers(); i++) {
            Thread worker = new Thread(this::work, "model-" + i);
            worker.setDaemon(true);
            workers.add(worker);
            worker.start();
        }
    }

    /** Lets an image wait for the model. How many do so is the caller's concern. */
    void add(WaitingImage image) {
        waiting.add(image);
        if (closed) {
            refuseAll();
        }
    }

    /** Images that wait for the model. */
    int size() {
        return waiting.size();
    }

    private void work() {
        while (!closed) {
            List<WaitingImage> batch = new ArrayList<>();
            try {
                gather(batch);
                classify(batch);
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException | Error e) {
                end(batch, e);
                return;
            }
        }
    }

    /** An error of a library, say, will come again; and whoever decides where requests go must hear of it. */
    private void end(List<WaitingImage> batch, Throwable failure) {
        failed.run();
        closed = true;
        LOG.error(
                "the model failed for good, and no image is classified any more; start the server anew: {}",
                failure.toString());
        LOG.debug("where it failed", failure);
        batch.forEach(image -> image.refuse(failure));
        refuseAll();
    }

    private void gather(List<WaitingImage> batch) throws InterruptedException {
        admit(waiting.take(), batch);
        long until = System.nanoTime() + batching.linger().toNanos();
        while (batch.size() < batching.size()) {
            WaitingImage next = waiting.poll(until - System.nanoTime(), TimeUnit.NANOSECONDS);
            if (next == null) {
                return;
            }
            admit(next, batch);
        }
    }

    private static void admit(WaitingImage image, List<WaitingImage> batch) {
        if (image.isAwaited()) {
            batch.add(image);
        } else {
            image.refuse(new IllegalStateException("nobody waits for this image any more"));
        }
    }

    private void classify(List<WaitingImage> batch) {
        if (batch.isEmpty()) {
            return;
        }
        List<Probabilities> answers;
        try {
            long begin = System.nanoTime();
            answers = model.predict(batch.stream().map(WaitingImage::image).toList());
            metrics.computed(batch.size(), (System.nanoTime() - begin) * 1e-9);
        } catch (RuntimeException | OutOfMemoryError e) {
            // The worker must live on: the next batch may be a smaller one.
            LOG.error("the model failed on {} images: {}", batch.size(), e.toString());
            LOG.debug("where it failed", e);
            batch.forEach(image -> image.refuse(e));
            batch.clear();
            return;
        }
        for (Probabilities answer : answers) {
            batch.remove(0).answer(answer);
        }
    }

    private void refuseAll() {
        List<WaitingImage> left = new ArrayList<>();
        waiting.drainTo(left);
        left.forEach(image -> image.refuse(new IllegalStateException("the server is stopping")));
    }

    /** Ends the workers after the batches that they are at; whoever still waits is turned away. */
    @Override
    public void close() {
        closed = true;
        workers.forEach(Thread::interrupt);
        refuseAll();
    }

    /**
     * Waits for the workers to end.
     *
     * @return whether they have, so that the model is free
     */
    boolean awaitEnd(Duration patience) throws InterruptedException {
        long until = System.nanoTime() + patience.toNanos();
        for (Thread worker : workers) {
            worker.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime())));
            if (worker.isAlive()) {
                return false;
            }
        }
        return true;
    }
}
