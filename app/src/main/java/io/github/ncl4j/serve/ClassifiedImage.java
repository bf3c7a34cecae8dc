package io.github.ncl4j.serve;

import io.github.ncl4j.serve.model.Probabilities;
import org.jspecify.annotations.Nullable;

/**
 * What the model sees in an image.
 *
 * @param name as the client calls the image; null if it does not
 * @param width in pixels, before it was scaled
 * @param height in pixels, before it was scaled
 * @param probabilities of all classes
 */
record ClassifiedImage(@Nullable String name, int width, int height, Probabilities probabilities) {}
