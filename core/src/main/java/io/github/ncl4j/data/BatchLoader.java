package io.github.ncl4j.data;

import io.github.ncl4j.config.ExperimentConfig;
import io.github.ncl4j.image.DataException;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Queue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Makes batches ahead of the loop that uses them. What an epoch visits, in which order, and the random stream of every visit
 * are functions of the seed alone, so that batches depend neither on the number of workers nor on where in an epoch a run
 * resumes. All workers share the work on one batch, then go on to the next.
 *
 * <p>One epoch is open at a time; to open the next closes the last. The loader and its epochs belong to one thread, but may
 * be closed from any while that thread waits for a batch. To close never waits: workers that are in the middle of an image
 * finish it and stop; they are daemon threads and keep no program alive.
 *
 * <p>The loader owns the native memory of its batches: at most {@code prefetch + 1} buffers, used again and again.
 */
public final class BatchLoader implements AutoCloseable {

    private final int images;
    private final Sampler sampler;
    private final Partition partition;
    private final AugmentedImages augmented;
    private final Settings settings;
    private final BufferPool pool = new BufferPool();
    private final ExecutorService workers;
    private @Nullable Epoch open;

    /**
     * How batches are made.
     *
     * @param batchSize images in a batch, at least 1
     * @param dropLast whether an incomplete last batch is left out
     * @param workers threads, at least 1
     * @param prefetch batches in work or waiting, at least 1
     * @param seed decides augmentations
     */
    public record Settings(int batchSize, boolean dropLast, int workers, int prefetch, long seed) {

        /** Checks the numbers. */
        public Settings {
            if (batchSize < 1 || workers < 1 || prefetch < 1) {
                throw new IllegalArgumentException("batch size, workers and prefetch must be at least 1, not "
                        + batchSize + ", " + workers + " and " + prefetch);
            }
        }

        /** Every image once, in the batches that a configuration evaluates in. */
        public static Settings ofEvaluation(ExperimentConfig config) {
            return new Settings(
                    config.evaluate().batchSize(),
                    false,
                    config.data().workers(),
                    config.data().prefetch(),
                    config.seed());
        }
    }

    /**
     * A loader for one process. Starts the workers, which wait for the first epoch.
     *
     * @param dataset the images
     * @param sampler which of them an epoch visits
     * @param views one transform for each view of an image; their results have one size
     * @param settings how batches are made
     * @throws DataException if there is not one whole batch
     */
    public BatchLoader(ImageDataset dataset, Sampler sampler, List<ImageTransform> views, Settings settings) {
        this(dataset, sampler, Partition.WHOLE, views, settings);
    }

    /**
     * A loader for one of several processes.
     *
     * @param partition which share of an epoch this process visits
     */
    public BatchLoader(
            ImageDataset dataset, Sampler sampler, Partition partition, List<ImageTransform> views, Settings settings) {
        images = dataset.size();
        this.sampler = sampler;
        this.partition = partition;
        this.augmented = new AugmentedImages(dataset, views, settings.seed());
        this.settings = settings;
        if (batches() == 0) {
            throw new DataException("the data set has " + length() + " images and a batch " + settings.batchSize()
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

    private int length() {
        return partition.size(sampler.length(), settings.dropLast());
    }

    /** Batches in an epoch. */
    public int batches() {
        int whole = length() / settings.batchSize();
        return settings.dropLast() || length() % settings.batchSize() == 0 ? whole : whole + 1;
    }

    /** Native buffers that are in use or kept for use. */
    int buffers() {
        return pool.allocated();
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

    /** Stops the workers and frees the buffers. Does nothing the second time. */
    @Override
    public synchronized void close() {
        if (open != null) {
            open.close();
        }
        workers.shutdown();
        pool.close();
    }

    /** The batches of one epoch, in order. */
    public final class Epoch implements Iterator<Batch>, AutoCloseable {

        private final int epoch;
        private final EpochOrder order;
        private final Queue<BatchAssembly> pending = new ArrayDeque<>();
        private @Nullable BatchAssembly inUse;
        private int nextBatch;
        private boolean closed;

        private Epoch(int epoch, int firstBatch) {
            this.epoch = epoch;
            int[] positions = partition.positions(sampler.length(), settings.dropLast());
            order = EpochOrder.of(sampler, epoch, positions, images);
            nextBatch = firstBatch;
            fill();
        }

        private synchronized void fill() {
            while (!closed && pending.size() < settings.prefetch() && nextBatch < batches()) {
                int from = nextBatch++ * settings.batchSize();
                EpochOrder visits = order.range(from, Math.min(from + settings.batchSize(), order.length()));
                int helpers = Math.min(settings.workers(), visits.length());
                BatchAssembly batch = new BatchAssembly(augmented, pool, epoch, visits, helpers);
                pending.add(batch);
                for (int i = 0; i < helpers; i++) {
                    workers.execute(batch::work);
                }
            }
        }

        @Override
        public synchronized boolean hasNext() {
            return !pending.isEmpty();
        }

        /**
         * The next batch; waits until it is made. The one before must not be used any more.
         *
         * @throws DataException if one of its images cannot be read or has another size than the others; the epoch is closed
         * @throws CancellationException if the epoch is closed, or this thread interrupted, while it waits
         */
        @Override
        public Batch next() {
            try {
                return take();
            } catch (InterruptedException e) {
                close();
                Thread.currentThread().interrupt();
                throw new CancellationException("interrupted while waiting for a batch");
            }
        }

        /**
         * As {@link #next}, but an interrupt leaves the epoch open; it is still there for the caller afterwards.
         *
         * @throws CancellationException if the epoch is closed while it waits
         */
        public Batch nextUninterrupted() {
            boolean interrupted = false;
            try {
                while (true) {
                    try {
                        return take();
                    } catch (InterruptedException e) {
                        interrupted = true;
                    }
                }
            } finally {
                if (interrupted) {
                    Thread.currentThread().interrupt();
                }
            }
        }

        private Batch take() throws InterruptedException {
            try {
                // The batch stays in the queue while this thread waits, so that close() can cancel it.
                Batch batch = first().await();
                proceed();
                return batch;
            } catch (ExecutionException e) {
                close();
                throw unchecked(e.getCause());
            }
        }

        private synchronized BatchAssembly first() {
            releaseBatchInUse();
            BatchAssembly first = pending.peek();
            if (first == null) {
                throw new NoSuchElementException("the epoch has no further batch");
            }
            return first;
        }

        private synchronized void proceed() {
            if (closed) {
                throw new CancellationException("the epoch is closed");
            }
            inUse = pending.remove();
            fill();
        }

        private void releaseBatchInUse() {
            if (inUse != null) {
                inUse.release();
                inUse = null;
            }
        }

        /** Ends the epoch early; batches that are not taken are dropped, and the last that was is not valid any more. */
        @Override
        public synchronized void close() {
            closed = true;
            releaseBatchInUse();
            pending.forEach(BatchAssembly::discard);
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
