package io.github.ncl4j.train;

import io.github.ncl4j.augment.BatchMixing;
import io.github.ncl4j.data.Batch;
import io.github.ncl4j.data.BatchLoader;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The batches of an epoch, as the steps take them one after another, and the time that the steps waited for them. */
final class MicroBatches implements Supplier<MicroBatch>, AutoCloseable {

    private final BatchLoader.Epoch batches;
    private final @Nullable BatchMixing mixing;
    private final int epoch;
    private int next;
    private long waited;

    /**
     * The batches that are left of an epoch.
     *
     * @param batches from the next on; owned
     * @param mixing null if they stay as they are
     * @param epoch from 1
     * @param next number of the next batch within the epoch, from 0, on which its mixing depends
     */
    MicroBatches(BatchLoader.Epoch batches, @Nullable BatchMixing mixing, int epoch, int next) {
        this.batches = batches;
        this.mixing = mixing;
        this.epoch = epoch;
        this.next = next;
    }

    /** The next batch; the one before must not be used any more. */
    @Override
    public MicroBatch get() {
        long start = System.nanoTime();
        Batch batch = batches.nextUninterrupted();
        waited += System.nanoTime() - start;
        int number = next++;
        return new MicroBatch(batch, mixing == null ? null : mixing.mix(batch, epoch, number));
    }

    /** Seconds spent waiting for batches since the last call. */
    double takeWait() {
        double seconds = waited * 1e-9;
        waited = 0;
        return seconds;
    }

    /** Ends the epoch; batches that were not taken are dropped. */
    @Override
    public void close() {
        batches.close();
    }
}
