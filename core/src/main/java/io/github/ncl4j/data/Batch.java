package io.github.ncl4j.data;

/**
 * Images and targets for one step.
 *
 * @param pixels {@code count * height * width * 3} bytes, image after image, each as in {@link RgbImage}
 * @param count the number of images, N
 * @param height in pixels
 * @param width in pixels
 * @param targets N classes
 * @param indices N indices into the data set
 */
@SuppressWarnings("ArrayRecordComponent") // passed on once, never compared
public record Batch(byte[] pixels, int count, int height, int width, long[] targets, int[] indices) {}
