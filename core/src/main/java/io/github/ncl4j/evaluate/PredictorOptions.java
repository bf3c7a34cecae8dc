package io.github.ncl4j.evaluate;

/**
 * How a {@link Predictor} computes.
 *
 * @param device {@code auto}, {@code cpu} or {@code cuda:N}
 * @param threads of one computation on the CPU; 0 for as many as the engine has. A service that predicts in several threads at once
 *     wants 1. The threads of a training beside it stay as they are
 */
public record PredictorOptions(String device, int threads) {

    /** The best device there is, and the engine's threads. */
    public static final PredictorOptions DEFAULT = new PredictorOptions("auto", 0);

    /** Checks the number. */
    public PredictorOptions {
        if (threads < 0) {
            throw new IllegalArgumentException("threads must be at least 1, or 0 for the engine's, not " + threads);
        }
    }

    /** These options with another device. */
    public PredictorOptions withDevice(String other) {
        return new PredictorOptions(other, threads);
    }

    /** These options with another number of threads. */
    public PredictorOptions withThreads(int other) {
        return new PredictorOptions(device, other);
    }
}
