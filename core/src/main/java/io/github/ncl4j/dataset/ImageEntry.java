package io.github.ncl4j.dataset;

/**
 * An image that a list names.
 *
 * @param path relative to the images' root, with slashes, without {@code ..}
 * @param category its class
 */
public record ImageEntry(String path, int category) {}
