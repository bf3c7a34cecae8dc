package io.github.ncl4j.serve;

import java.time.Duration;

/**
 * How the images of many requests come together.
 *
 * @param size most images of a batch, from 1
 * @param linger how long the first image of a batch waits for others
 * @param queue most images that are in the house at once, from the moment that their bytes are here until their answer, from 1
 * @param workers threads that compute, each a batch at a time, from 1
 * @param decoders threads that decode and scale images, from 1
 */
public record Batching(int size, Duration linger, int queue, int workers, int decoders) {

    /** Checks the numbers. */
    public Batching {
        if (size < 1 || queue < 1 || workers < 1 || decoders < 1 || linger.isNegative()) {
            throw new IllegalArgumentException(
                    "batches, queue and threads must be at least 1, and the wait for others at least 0");
        }
    }
}
