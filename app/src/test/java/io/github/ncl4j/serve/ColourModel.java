package io.github.ncl4j.serve;

import io.github.ncl4j.augment.Pipeline;
import io.github.ncl4j.config.AugmentConfig;
import io.github.ncl4j.data.RandomStream;
import io.github.ncl4j.image.RgbImage;
import io.github.ncl4j.serve.model.Probabilities;
import io.github.ncl4j.serve.model.ServedModel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Two experts that tell red from green from blue: the logit of a class is the mean of its channel, from 0 to 1, times 4 for the
 * first and times 2 for the second expert. A test can hold it in the middle of a batch, or let it fail.
 */
final class ColourModel implements ServedModel {

    static final int SIDE = 8;

    private final boolean tellsExperts;
    private final List<String> names;
    private final Semaphore turns = new Semaphore(Integer.MAX_VALUE / 2);
    private final Queue<Integer> batches = new ConcurrentLinkedQueue<>();
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private volatile boolean closed;
    private boolean turnsPhotos = true;

    ColourModel(String... names) {
        this(true, List.of(names));
    }

    private ColourModel(boolean tellsExperts, List<String> names) {
        this.tellsExperts = tellsExperts;
        this.names = names;
    }

    static ColourModel create() {
        return new ColourModel("red", "green", "blue");
    }

    /** One whose training saw photos as they are stored. */
    static ColourModel ofPhotosAsStored() {
        ColourModel model = create();
        model.turnsPhotos = false;
        return model;
    }

    /** One that tells what the ensemble sees, and not what its experts do. */
    static ColourModel withoutExperts() {
        return new ColourModel(false, List.of("red", "green", "blue"));
    }

    /** From now on every batch waits for {@link #turn}. */
    void hold() {
        turns.drainPermits();
    }

    /** Lets one held batch, or the next, go on. */
    void turn() {
        turns.release();
    }

    /** Lets all go on. */
    void letGo() {
        turns.release(Integer.MAX_VALUE / 4);
    }

    /** From now on every batch ends so: with a RuntimeException or an Error; null for an answer. */
    void failWith(@Nullable Throwable unchecked) {
        failure.set(unchecked);
    }

    /** The sizes of the batches that were begun, in their order. */
    List<Integer> batches() {
        return List.copyOf(batches);
    }

    boolean isClosed() {
        return closed;
    }

    @Override
    public String name() {
        return "colours";
    }

    @Override
    public List<String> classNames() {
        return names;
    }

    @Override
    public List<Integer> classCounts() {
        return List.of(100, 10, 1);
    }

    @Override
    public int experts() {
        return 2;
    }

    @Override
    public boolean tellsExperts() {
        return tellsExperts;
    }

    @Override
    public int side() {
        return SIDE;
    }

    @Override
    public boolean turnsPhotos() {
        return turnsPhotos;
    }

    @Override
    public RgbImage prepare(RgbImage image) {
        return Pipeline.of(List.of(new AugmentConfig.Resize(SIDE), new AugmentConfig.CenterCrop(SIDE)))
                .apply(image, RandomStream.of(0));
    }

    @Override
    public List<Probabilities> predict(List<RgbImage> prepared) {
        batches.add(prepared.size());
        turns.acquireUninterruptibly();
        Throwable thrown = failure.get();
        if (thrown instanceof Error error) {
            throw error;
        } else if (thrown != null) {
            throw (RuntimeException) thrown;
        }
        int n = prepared.size();
        float[] logits = new float[2 * n * 3];
        for (int i = 0; i < n; i++) {
            for (int c = 0; c < 3; c++) {
                logits[i * 3 + c] = 4 * mean(prepared.get(i), c);
                logits[(n + i) * 3 + c] = 2 * mean(prepared.get(i), c);
            }
        }
        if (!tellsExperts) {
            return Probabilities.ofEnsemble(IntStream.range(0, n)
                    .mapToObj(i -> Arrays.copyOfRange(logits, 3 * i, 3 * i + 3))
                    .toList());
        }
        return new ArrayList<>(Probabilities.ofLogits(logits, 2, n));
    }

    private static float mean(RgbImage image, int channel) {
        byte[] pixels = image.pixels();
        int sum = 0;
        for (int i = channel; i < pixels.length; i += 3) {
            sum += pixels[i] & 0xff;
        }
        return sum / (255f * image.width() * image.height());
    }

    @Override
    public void close() {
        closed = true;
    }
}
