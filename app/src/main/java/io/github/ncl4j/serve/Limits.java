package io.github.ncl4j.serve;

import java.time.Duration;

/**
 * What one client may ask of the server.
 *
 * @param bytes of a request's body, from 1 to below 2^31 - 1
 * @param pixels of an image before it is scaled, from 1 to {@link #MOST_PIXELS}
 * @param images in one request, from 1
 * @param connections that are open at once, from 1; more wait to be accepted
 * @param idle how long a connection may be silent, also between two requests
 * @param request how long the body of a request may take to arrive, and then its answer to be computed
 * @param stop how long requests that are being answered may delay the end
 */
public record Limits(
        int bytes, long pixels, int images, int connections, Duration idle, Duration request, Duration stop) {

    /** No image can have more pixels: {@link io.github.ncl4j.image.ImageDecoder.Settings}. */
    public static final long MOST_PIXELS = 1 << 29;

    /** The most classes in an answer about an image; thousands of them in each of many images would fill the memory. */
    static final int MOST_CLASSES = 100;

    /** 20 MiB, 50 million pixels, 32 images, 512 connections; 10, 30 and 10 seconds. */
    public static final Limits DEFAULT = new Limits(
            20 << 20, 50_000_000, 32, 512, Duration.ofSeconds(10), Duration.ofSeconds(30), Duration.ofSeconds(10));

    /** Checks the limits. */
    public Limits {
        if (bytes < 1 || bytes == Integer.MAX_VALUE || pixels < 1 || images < 1 || connections < 1) {
            throw new IllegalArgumentException("a limit of the server must be at least 1");
        }
        if (pixels > MOST_PIXELS) {
            throw new IllegalArgumentException(
                    "no image has more than " + MOST_PIXELS + " pixels; the limit is " + pixels);
        }
        if (idle.toMillis() < 1 || request.toMillis() < 1 || stop.isNegative()) {
            throw new IllegalArgumentException("a time-out of the server must be above 0");
        }
    }
}
