package io.github.ncl4j.serve;

import io.github.ncl4j.image.DataException;
import io.github.ncl4j.image.FileKind;
import io.github.ncl4j.image.ImageDecoder;
import io.github.ncl4j.image.RgbImage;
import io.github.ncl4j.image.TooManyPixelsException;
import io.github.ncl4j.serve.model.Probabilities;
import io.github.ncl4j.serve.model.ServedModel;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.jetty.http.HttpStatus;
import org.jspecify.annotations.Nullable;

/**
 * The way of an image through the server: admitted if there is a place, decoded and scaled by one of a few threads, classified
 * with others, and its place free again.
 */
final class ImagePipeline implements AutoCloseable {

    /** Scaled to a shortest side, a longer strip would be an image of many more pixels than the limit allows. */
    private static final int MOST_ASPECT = 100;

    private final ServedModel model;
    private final Limits limits;
    private final Batching batching;
    private final ImageDecoder decoder;
    private final ExecutorService decoders;
    private final BatchQueue queue;
    private final Semaphore places;

    /** The requests that wait for an answer, by number. */
    private final Map<Long, CompletableFuture<List<ClassifiedImage>>> open = new ConcurrentHashMap<>();

    private final AtomicLong lastRequest = new AtomicLong();

    /**
     * Starts the threads.
     *
     * @param model borrowed; must outlive the pipeline
     * @param failed runs once if the model cannot answer any more
     */
    ImagePipeline(ServedModel model, Limits limits, Batching batching, ServerMetrics metrics, Runnable failed) {
        this.model = model;
        this.limits = limits;
        this.batching = batching;
        decoder = new ImageDecoder(new ImageDecoder.Settings(
                limits.bytes(), limits.pixels(), model.turnsPhotos(), ImageDecoder.JpegLibrary.FASTEST));
        AtomicInteger count = new AtomicInteger();
        decoders = Executors.newFixedThreadPool(batching.decoders(), task -> {
            Thread thread = new Thread(task, "decode-" + count.getAndIncrement());
            thread.setDaemon(true);
            return thread;
        });
        queue = new BatchQueue(model, batching, metrics, failed);
        places = new Semaphore(batching.queue());
    }

    /** Images that hold a place. */
    int waiting() {
        return batching.queue() - places.availablePermits();
    }

    /** Images that are decoded and wait for the model. */
    int decoded() {
        return queue.size();
    }

    /**
     * Classifies the images of a request.
     *
     * @param uploads at least one, at most as many as there are places in all
     * @return in their order; fails with a {@link ProblemException} if one of them is no image, with a {@link
     *     java.util.concurrent.TimeoutException} if it takes too long, or with what the model threw
     * @throws ProblemException if there are not enough places free
     */
    CompletableFuture<List<ClassifiedImage>> classify(List<Upload> uploads) {
        if (!places.tryAcquire(uploads.size())) {
            throw new ProblemException(
                    HttpStatus.TOO_MANY_REQUESTS_429,
                    "the queue is full: " + waiting() + " of at most " + batching.queue()
                            + " images are waiting; try again later");
        }
        List<CompletableFuture<ClassifiedImage>> answers =
                uploads.stream().map(this::start).toList();
        CompletableFuture<List<ClassifiedImage>> all = CompletableFuture.allOf(
                        answers.toArray(CompletableFuture[]::new))
                .thenApply(done -> answers.stream().map(CompletableFuture::join).toList())
                .orTimeout(limits.request().toMillis(), TimeUnit.MILLISECONDS);
        long request = lastRequest.incrementAndGet();
        open.put(request, all);
        return all.whenComplete((result, failure) -> {
            open.remove(request);
            // After a time-out nobody waits for any of them.
            answers.forEach(answer -> answer.cancel(false));
        });
    }

    private CompletableFuture<ClassifiedImage> start(Upload upload) {
        PendingImage pending = new PendingImage(upload.name());
        try {
            decoders.execute(() -> pending.decode(upload));
        } catch (RejectedExecutionException e) {
            pending.refuse(new ProblemException(Problem.STOPPING));
        }
        return pending.answer;
    }

    /** An image that holds a place. */
    private final class PendingImage implements BatchQueue.WaitingImage {

        private final @Nullable String name;
        private final CompletableFuture<ClassifiedImage> answer = new CompletableFuture<>();
        private int width;
        private int height;
        private @Nullable RgbImage prepared;

        PendingImage(@Nullable String name) {
            this.name = name;
        }

        void decode(Upload upload) {
            if (answer.isDone()) {
                places.release();
                return;
            }
            try {
                RgbImage image = read(upload);
                width = image.width();
                height = image.height();
                prepared = model.prepare(image);
                queue.add(this);
            } catch (OutOfMemoryError e) {
                refuse(noMemory(upload));
            } catch (RuntimeException | Error e) {
                // The place must not be lost with the thread.
                refuse(e);
            }
        }

        @Override
        public RgbImage image() {
            return Objects.requireNonNull(prepared, "not decoded");
        }

        @Override
        public boolean isAwaited() {
            return !answer.isDone();
        }

        /** The place first: who has an answer may come again. */
        @Override
        public void answer(Probabilities probabilities) {
            places.release();
            answer.complete(new ClassifiedImage(name, width, height, probabilities));
        }

        @Override
        public void refuse(Throwable reason) {
            places.release();
            answer.completeExceptionally(reason);
        }
    }

    private RgbImage read(Upload upload) {
        String what = upload.describe();
        if (!FileKind.of(upload.bytes()).isReadableImage()) {
            throw new ProblemException(
                    HttpStatus.UNSUPPORTED_MEDIA_TYPE_415,
                    what + ": is no JPEG, PNG, BMP or WebP image by its first bytes; convert it");
        }
        RgbImage image;
        try {
            image = decoder.decode(upload.bytes(), what);
        } catch (TooManyPixelsException e) {
            throw new ProblemException(HttpStatus.PAYLOAD_TOO_LARGE_413, String.valueOf(e.getMessage()));
        } catch (DataException e) {
            throw e.getCause() instanceof OutOfMemoryError
                    ? noMemory(upload)
                    : new ProblemException(HttpStatus.BAD_REQUEST_400, String.valueOf(e.getMessage()));
        }
        long longest = Math.max(image.width(), image.height());
        if (longest > (long) MOST_ASPECT * Math.min(image.width(), image.height())) {
            throw new ProblemException(
                    HttpStatus.BAD_REQUEST_400,
                    what + ": is " + image.width() + " x " + image.height()
                            + " pixels, a strip with one side more than " + MOST_ASPECT + " times the other; cut it");
        }
        return image;
    }

    private static ProblemException noMemory(Upload upload) {
        return new ProblemException(
                HttpStatus.SERVICE_UNAVAILABLE_503,
                upload.describe() + ": does not fit into the server's memory at the moment; try again later");
    }

    /** Takes no more images, and answers whoever waits for one that there will be none. */
    @Override
    public void close() {
        open.values().forEach(answer -> answer.completeExceptionally(new ProblemException(Problem.STOPPING)));
        decoders.shutdownNow();
        queue.close();
    }

    /**
     * Waits until no thread of the pipeline uses the model.
     *
     * @return whether that is so
     */
    boolean awaitEnd(Duration patience) throws InterruptedException {
        long begin = System.nanoTime();
        boolean decoded = decoders.awaitTermination(patience.toNanos(), TimeUnit.NANOSECONDS);
        return decoded && queue.awaitEnd(patience.minusNanos(System.nanoTime() - begin));
    }
}
