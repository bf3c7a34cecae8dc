package io.github.ncl4j.data;

import java.util.function.IntFunction;

/**
 * What a run does to images once they are decoded, as far as opening its data sets needs it.
 *
 * @param resize makes what scales an image to a shortest side, for images that are packed with one
 * @param training what training images must go through; an image that cannot is one that cannot be used
 * @param validation the same of validation images
 */
public record Preparations(IntFunction<ImageTransform> resize, ImageTransform training, ImageTransform validation) {}
