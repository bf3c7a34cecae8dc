package io.github.ncl4j.train;

import java.util.function.BooleanSupplier;

/**
 * The moments at which an evaluation asks whether to stop: before each of its batches. Several processes ask each other, so all must ask
 * equally often, although some may have a batch less than others.
 */
final class StopRounds {

    private final BooleanSupplier stops;
    private int left;

    /**
     * Begins with a full count.
     *
     * @param images that all processes evaluate together
     * @param processes how many there are
     * @param batchSize images of a batch
     * @param stops whether any process was asked to stop; a collective
     */
    StopRounds(int images, int processes, int batchSize, BooleanSupplier stops) {
        int mostImages = (images + processes - 1) / processes;
        this.left = (mostImages + batchSize - 1) / batchSize;
        this.stops = stops;
    }

    /**
     * Before a batch.
     *
     * @throws EvaluationStopped if a stop was requested, in any process
     */
    void next() {
        left--;
        if (stops.getAsBoolean()) {
            throw new EvaluationStopped();
        }
    }

    /**
     * After the last batch: asks as often as the processes with the most batches do.
     *
     * @throws EvaluationStopped as {@link #next}
     */
    void finish() {
        while (left > 0) {
            next();
        }
    }
}
