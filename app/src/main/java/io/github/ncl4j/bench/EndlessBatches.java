package io.github.ncl4j.bench;

import io.github.ncl4j.data.Batch;
import io.github.ncl4j.data.BatchLoader;
import java.util.Iterator;

/** Training batches, epoch after epoch. */
final class EndlessBatches implements Iterator<Batch>, AutoCloseable {

    private final BatchLoader loader;
    private BatchLoader.Epoch epoch;
    private int number = 1;

    EndlessBatches(BatchLoader loader) {
        this.loader = loader;
        epoch = loader.epoch(number, 0);
    }

    /** Always. */
    @Override
    public boolean hasNext() {
        return true;
    }

    @Override
    public Batch next() {
        if (!epoch.hasNext()) {
            epoch.close();
            epoch = loader.epoch(++number, 0);
        }
        return epoch.next();
    }

    @Override
    public void close() {
        epoch.close();
    }
}
