package io.github.ncl4j.data;

import io.github.ncl4j.image.DataException;
import io.github.ncl4j.image.RgbImage;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * One batch in the making. Several workers take its images one by one, in order, and write them into one buffer; the one that
 * ends last completes the batch. The buffer is the workers' while they work and the batch's afterwards; it goes back to the
 * pool when the batch fails, is discarded or released.
 */
final class BatchAssembly {

    private record Size(int width, int height) {
        @Override
        public String toString() {
            return width + " x " + height + " pixels";
        }
    }

    private final AugmentedImages images;
    private final BufferPool pool;
    private final int epoch;
    private final EpochOrder visits;
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicInteger working;
    private final CompletableFuture<Batch> result = new CompletableFuture<>();
    private final @Nullable Size[] sizes;
    private @Nullable Size size;
    private @Nullable PixelBuffer buffer;
    private @Nullable Throwable failure;
    private int failedPosition = Integer.MAX_VALUE;
    private volatile boolean stopped;

    /**
     * Nothing is done before workers come.
     *
     * @param visits at least one
     * @param workers how many threads will call {@link #work}, each once
     */
    BatchAssembly(AugmentedImages images, BufferPool pool, int epoch, EpochOrder visits, int workers) {
        this.images = images;
        this.pool = pool;
        this.epoch = epoch;
        this.visits = visits;
        working = new AtomicInteger(workers);
        sizes = new Size[images.views().size() * visits.length()];
    }

    /** Makes images until none is left or the batch has failed or is discarded. */
    void work() {
        try {
            for (int position = take(); position < visits.length(); position = take()) {
                make(position);
            }
        } finally {
            if (working.decrementAndGet() == 0) {
                complete();
            }
        }
    }

    private int take() {
        return stopped || result.isDone() ? visits.length() : next.getAndIncrement();
    }

    private void make(int position) {
        int index = visits.indices()[position];
        try {
            images.of(epoch, index, visits.repetitions()[position], (view, image) -> {
                int slot = view * visits.length() + position;
                PixelBuffer target = reserve(slot, image, index);
                if (target != null) {
                    target.put(slot * Math.toIntExact(image.length()), image);
                }
            });
        } catch (Throwable e) {
            fail(position, e);
        }
    }

    /** The first image decides the size; null after one of another size. */
    private synchronized @Nullable PixelBuffer reserve(int slot, RgbImage image, int index) {
        sizes[slot] = new Size(image.width(), image.height());
        if (buffer == null) {
            size = sizes[slot];
            buffer = pool.take(bytes(image, index));
        }
        stopped |= !sizes[slot].equals(size);
        return stopped ? null : buffer;
    }

    private int bytes(RgbImage image, int index) {
        long bytes = sizes.length * image.length();
        if (bytes > Integer.MAX_VALUE - 8) {
            throw new DataException(images.dataset().describe(index) + ": " + sizes.length + " images of "
                    + image.width() + " x " + image.height()
                    + " pixels are too large for one batch; scale or crop them");
        }
        return (int) bytes;
    }

    /**
     * Positions are taken in order and every one that was taken is finished, so that of several failures the first in the
     * batch is always found, and the report does not depend on which thread was faster.
     */
    private synchronized void fail(int position, Throwable e) {
        stopped = true;
        if (position < failedPosition) {
            failedPosition = position;
            failure = e;
        }
    }

    private synchronized void complete() {
        int odd = firstOfAnotherSize();
        if (odd < Math.min(failedPosition, visits.length())) {
            failure = new DataException(sizeProblem(odd));
        }
        if (failure != null) {
            result.completeExceptionally(failure);
        } else if (!result.isDone() && result.complete(batch())) {
            return;
        }
        release();
    }

    private int firstOfAnotherSize() {
        int position = 0;
        while (position < visits.length() && oddView(position) < 0) {
            position++;
        }
        return position;
    }

    /** A view of the image that has another size than the first view of the first image, or a negative number. */
    private int oddView(int position) {
        for (int view = 0; view < images.views().size(); view++) {
            Size each = sizes[view * visits.length() + position];
            if (each != null && sizes[0] != null && !each.equals(sizes[0])) {
                return view;
            }
        }
        return -1;
    }

    private String sizeProblem(int position) {
        int view = oddView(position);
        int[] indices = visits.indices();
        return images.describe(indices[position], view) + " has " + sizes[view * visits.length() + position] + ", but "
                + images.dataset().describe(indices[0]) + " in the same batch has " + sizes[0]
                + "; end the augmentation with a crop to one size";
    }

    private synchronized Batch batch() {
        int[] indices = visits.indices();
        long[] targets = new long[indices.length];
        for (int i = 0; i < targets.length; i++) {
            targets[i] = images.dataset().target(indices[i]);
        }
        Size each = Objects.requireNonNull(size);
        return new Batch(
                Objects.requireNonNull(buffer).pointer(),
                images.views().size(),
                indices.length,
                each.height(),
                each.width(),
                targets,
                indices);
    }

    /**
     * The batch; waits until it is made.
     *
     * @throws ExecutionException with what went wrong
     * @throws java.util.concurrent.CancellationException if the batch is discarded
     */
    Batch await() throws ExecutionException, InterruptedException {
        return result.get();
    }

    /** Makes the workers end as soon as they have finished the images at hand. The batch must not be in use. */
    synchronized void discard() {
        boolean made = result.isDone();
        result.cancel(false);
        if (made) {
            release();
        }
    }

    /** Ends the use of the batch. */
    synchronized void release() {
        if (buffer != null) {
            pool.giveBack(buffer);
            buffer = null;
        }
    }
}
