package io.github.ncl4j.evaluate;

import java.util.Objects;

/**
 * How a {@link Predictor} computes.
 *
 * @param device {@code auto}, {@code cpu} or {@code cuda:N}
 * @param threads of one computation on the CPU; 0 for as many as the engine has. A service that predicts in several threads at once
 *     wants 1. The threads of a training beside it stay as they are
 * @param maxNetworkPixels of an image as it goes through the network, resized and cropped; a larger one is refused. The network takes
 *     some hundred bytes for each, outside Java's heap
 */
public record PredictorOptions(String device, int threads, int maxNetworkPixels) {

    private static final int FOUR_MILLION = 1 << 22;

    /** The best device there is, the engine's threads, and images of up to four million pixels: 2048 x 2048. */
    public static final PredictorOptions DEFAULT = new PredictorOptions("auto", 0);

    /** Options for images of up to four million pixels. */
    public PredictorOptions(String device, int threads) {
        this(device, threads, FOUR_MILLION);
    }

    /** Checks the numbers. */
    public PredictorOptions {
        Objects.requireNonNull(device, "the device is null; name auto, cpu or cuda:N");
        if (maxNetworkPixels < 1) {
            throw new IllegalArgumentException("maxNetworkPixels must be at least 1, not " + maxNetworkPixels);
        }
        if (threads < 0) {
            throw new IllegalArgumentException("threads must be at least 1, or 0 for the engine's, not " + threads);
        }
    }

    /** These options with another device. */
    public PredictorOptions withDevice(String other) {
        return new PredictorOptions(other, threads, maxNetworkPixels);
    }

    /** These options with another number of threads. */
    public PredictorOptions withThreads(int other) {
        return new PredictorOptions(device, other, maxNetworkPixels);
    }

    /** These options with another limit of an image's pixels. */
    public PredictorOptions withMaxNetworkPixels(int other) {
        return new PredictorOptions(device, threads, other);
    }
}
