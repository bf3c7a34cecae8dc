package io.github.ncl4j.data;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Queue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Makes batches ahead of the loop that uses them. Every epoch has its own order and every image of every epoch its own random
 * stream, both functions of the seed alone, so that batches depend neither on the number of workers nor on where in an
 * epoch a run resumes.
 *
 * <p>One epoch is open at a time; to open the next closes the last. The loader and its epochs belong to one thread, but may
 * be closed from any. To close never waits: workers that are in the middle of an image finish it and stop; they are daemon
 * threads and keep no program alive.
 */
public final class BatchLoader implements AutoCloseable {

    private final ImageDataset dataset;
    private final BatchAssembly assembly;
    private final Settings settings;
    private final ExecutorService workers;
    private @Nullable Epoch open;

    /**
     * How batches are made.
     *
     * @param batchSize images in a batch, at least 1
     * @param shuffle whether each epoch has a random order, else the data set's
     * @param dropLast whether an incomplete last batch is left out
     * @param workers threads, at least 1
     * @param prefetch batches in work or waiting, at least 1; below the number of workers some of them idle
     * @param seed decides orders and augmentations
     */
    public record Settings(int batchSize, boolean shuffle, boolean dropLast, int workers, int prefetch, long seed) {

        /** Checks the numbers. */
        public Settings {
            if (batchSize < 1 || workers < 1 || prefetch < 1) {
                throw new IllegalArgumentException("batch size, workers and prefetch must be at least 1, not "
                        + batchSize + ", " + workers + " and " + prefetch);
            }
        }
    }

    /**
     * Starts the workers, which wait for the first epoch.
     *
     * @param dataset the images
     * @param transform applied to each image
     * @param settings how batches are made
     * @throws DataException if there is not one whole batch
     */
    public BatchLoader(ImageDataset dataset, ImageTransform transform, Settings settings) {
        this.dataset = dataset;
        this.assembly = new BatchAssembly(dataset, transform, settings.seed());
        this.settings = settings;
        if (batches() == 0) {
            throw new DataException("the data set has " + dataset.size() + " images and a batch " + settings.batchSize()
                    + "; lower train.batch_size to the number of images at most");
        }
        workers = Executors.newFixedThreadPool(settings.workers(), threads());
    }

    private static ThreadFactory threads() {
        AtomicInteger number = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, "batch-loader-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }

    /** Batches in an epoch. */
    public int batches() {
        int whole = dataset.size() / settings.batchSize();
        return settings.dropLast() || dataset.size() % settings.batchSize() == 0 ? whole : whole + 1;
    }

    /**
     * Opens an epoch and starts to make its batches.
     *
     * @param epoch its number, from 1
     * @param firstBatch where it begins, 0 for the whole epoch; the batches are those that the whole epoch has from there
     */
    public synchronized Epoch epoch(int epoch, int firstBatch) {
        if (epoch < 1 || firstBatch < 0 || firstBatch > batches()) {
            throw new IllegalArgumentException(
                    "there is no batch " + firstBatch + " of " + batches() + " in epoch " + epoch);
        }
        if (workers.isShutdown()) {
            throw new IllegalStateException("the loader is closed");
        }
        if (open != null) {
            open.close();
        }
        open = new Epoch(epoch, firstBatch);
        return open;
    }

    /** Stops the workers. Does nothing the second time. */
    @Override
    public synchronized void close() {
        if (open != null) {
            open.close();
        }
        workers.shutdown();
    }

    /** The batches of one epoch, in order. */
    public final class Epoch implements Iterator<Batch>, AutoCloseable {

        private final int epoch;
        private final int[] order;
        private final Queue<Future<Batch>> pending = new ArrayDeque<>();
        private int nextBatch;
        private volatile boolean closed;

        private Epoch(int epoch, int firstBatch) {
            this.epoch = epoch;
            order = settings.shuffle()
                    ? RandomPurpose.SHUFFLE.stream(settings.seed(), epoch).permutation(dataset.size())
                    : IntStream.range(0, dataset.size()).toArray();
            nextBatch = firstBatch;
            fill();
        }

        private synchronized void fill() {
            while (!closed && pending.size() < settings.prefetch() && nextBatch < batches()) {
                int from = nextBatch++ * settings.batchSize();
                int[] indices = Arrays.copyOfRange(order, from, Math.min(from + settings.batchSize(), order.length));
                pending.add(workers.submit(() -> assembly.batch(epoch, indices, () -> closed)));
            }
        }

        @Override
        public synchronized boolean hasNext() {
            return !pending.isEmpty();
        }

        /**
         * The next batch; waits until it is made.
         *
         * @throws DataException if one of its images cannot be read or has another size than the others; the epoch is closed
         * @throws CancellationException if the epoch is closed, or this thread interrupted, while it waits
         */
        @Override
        public Batch next() {
            try {
                // The batch stays in the queue while this thread waits, so that close() can cancel it.
                Batch batch = first().get();
                proceed();
                return batch;
            } catch (ExecutionException e) {
                close();
                throw unchecked(e.getCause());
            } catch (InterruptedException e) {
                close();
                Thread.currentThread().interrupt();
                throw new CancellationException("interrupted while waiting for a batch");
            }
        }

        private synchronized Future<Batch> first() {
            Future<Batch> first = pending.peek();
            if (first == null) {
                throw new NoSuchElementException("the epoch has no further batch");
            }
            return first;
        }

        private synchronized void proceed() {
            pending.poll();
            fill();
        }

        /** Ends the epoch early; batches that are not taken are dropped. */
        @Override
        public synchronized void close() {
            closed = true;
            pending.forEach(batch -> batch.cancel(false));
            pending.clear();
        }
    }

    private static RuntimeException unchecked(@Nullable Throwable failure) {
        if (failure instanceof Error error) {
            throw error;
        }
        return failure instanceof RuntimeException exception ? exception : new IllegalStateException(failure);
    }
}
