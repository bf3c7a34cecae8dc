package io.github.ncl4j.data;

/**
 * What a run does to images once they are decoded, as far as opening its data sets needs it.
 *
 * @param training what training images must go through; an image that cannot is one that cannot be used
 * @param validation the same of validation images
 */
public record Preparations(ImageTransform training, ImageTransform validation) {}
