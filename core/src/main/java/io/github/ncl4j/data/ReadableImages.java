package io.github.ncl4j.data;

import io.github.ncl4j.image.DataException;
import io.github.ncl4j.image.RgbImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the images of a data set that can be read, so that the others are left out, as if they were not listed.
 *
 * <p>Each image is decoded once beforehand, rather than another put in its place when one fails: so the class counts that
 * the loss and the shot groups use are those of the images that are really there, accuracies are over whole images, every
 * batch has its size, and neither the number of workers nor a resumption changes anything.
 */
final class ReadableImages {

    private static final Logger LOG = LoggerFactory.getLogger(ReadableImages.class);

    private final ImageDataset all;
    private final @Nullable ImageTransform preparation;
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicReferenceArray<String> problems;

    private ReadableImages(ImageDataset all, @Nullable ImageTransform preparation) {
        this.all = all;
        this.preparation = preparation;
        problems = new AtomicReferenceArray<>(all.size());
    }

    /**
     * Reads every image.
     *
     * @param workers threads that decode
     * @param preparation what an image must come through; null for nothing
     * @param leftOut gets one line for each image that cannot be read: the file, and what is wrong with it
     * @return the others, in their order
     * @throws DataException if there is none
     */
    static int[] indices(ImageDataset all, int workers, @Nullable ImageTransform preparation, List<String> leftOut) {
        LOG.info("decoding {} images once, to leave out those that cannot be read", all.size());
        ReadableImages reading = new ReadableImages(all, preparation);
        reading.readAll(workers);
        List<String> found = IntStream.range(0, all.size())
                .mapToObj(reading.problems::get)
                .filter(Objects::nonNull)
                .toList();
        leftOut.addAll(found);
        if (found.size() == all.size()) {
            throw new DataException("none of the " + all.size() + " images can be read; the first: " + found.get(0));
        }
        if (!found.isEmpty()) {
            LOG.warn(
                    "{} of {} images cannot be used and are left out; the first: {}",
                    found.size(),
                    all.size(),
                    found.get(0));
        }
        return IntStream.range(0, all.size())
                .filter(i -> reading.problems.get(i) == null)
                .toArray();
    }

    private void readAll(int workers) {
        ExecutorService threads = Executors.newFixedThreadPool(workers, task -> {
            Thread thread = new Thread(task, "image-check");
            thread.setDaemon(true);
            return thread;
        });
        try {
            List<Future<?>> tasks = new ArrayList<>();
            for (int i = 0; i < workers; i++) {
                tasks.add(threads.submit(this::read));
            }
            for (Future<?> task : tasks) {
                task.get();
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("interrupted while reading images");
        } finally {
            threads.shutdownNow();
        }
    }

    private void read() {
        for (int i = next.getAndIncrement(); i < all.size(); i = next.getAndIncrement()) {
            try {
                RgbImage image = all.image(i);
                prepare(i, image);
            } catch (DataException e) {
                problems.set(i, e.getMessage());
            }
        }
    }

    private void prepare(int index, RgbImage image) {
        if (preparation == null) {
            return;
        }
        try {
            preparation.apply(image, RandomStream.of(0));
        } catch (DataException e) {
            throw new DataException(all.describe(index) + ": " + e.getMessage(), e);
        }
    }
}
