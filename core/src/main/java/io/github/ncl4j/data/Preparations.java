package io.github.ncl4j.data;

/**
 * The preparation of decoded images that a data set needs to know when it is opened.
 *
 * @param training what training images must go through; an image that cannot is one that cannot be used
 * @param validation the same of validation images
 */
public record Preparations(ImageTransform training, ImageTransform validation) {}
