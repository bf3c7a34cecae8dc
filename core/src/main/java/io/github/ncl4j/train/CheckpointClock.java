package io.github.ncl4j.train;

import io.github.ncl4j.config.TrainConfig;
import java.util.function.LongSupplier;

/**
 * Says when a run saves its state beside the ends of its epochs: after every so many steps of the run, and when the last time is
 * so many minutes ago. When it is saved changes nothing in what the run computes.
 */
final class CheckpointClock {

    private static final double NANOSECONDS_PER_MINUTE = 60e9;

    private final int everySteps;
    private final double everyNanoseconds;
    private final LongSupplier nanoseconds;
    private long lastTime;

    /**
     * Begins to count the minutes.
     *
     * @param nanoseconds a clock like {@link System#nanoTime}
     */
    CheckpointClock(TrainConfig config, LongSupplier nanoseconds) {
        this.everySteps = config.checkpointSteps();
        this.everyNanoseconds = config.checkpointMinutes() * NANOSECONDS_PER_MINUTE;
        this.nanoseconds = nanoseconds;
        this.lastTime = nanoseconds.getAsLong();
    }

    /**
     * Whether the state is to be saved now.
     *
     * @param stepsOfRun steps taken since the run's very beginning
     */
    boolean isDue(long stepsOfRun) {
        return (everySteps > 0 && stepsOfRun % everySteps == 0)
                || (everyNanoseconds > 0 && nanoseconds.getAsLong() - lastTime >= everyNanoseconds);
    }

    /** Begins the minutes anew. */
    void restart() {
        lastTime = nanoseconds.getAsLong();
    }
}
