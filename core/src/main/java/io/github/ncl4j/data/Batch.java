package io.github.ncl4j.data;

import io.github.ncl4j.image.RgbImage;
import org.bytedeco.javacpp.BytePointer;

/**
 * Images and targets for one step. The pixels lie in native memory that belongs to the loader: they are this batch's until the
 * next batch is asked for or the epoch or the loader is closed, and another's afterwards.
 *
 * @param pixels {@code views * count * height * width * 3} bytes: the first view of every image, then the second of every
 *     image, and so on; each as in {@link RgbImage}. The memory may go on behind them.
 * @param views views of each image, V
 * @param count the number of images, N
 * @param height in pixels
 * @param width in pixels
 * @param targets N classes
 * @param indices N indices into the data set
 */
@SuppressWarnings("ArrayRecordComponent") // passed on once, never compared
public record Batch(BytePointer pixels, int views, int count, int height, int width, long[] targets, int[] indices) {

    /** A copy of the pixels, which stays. */
    public byte[] copyPixels() {
        byte[] copy = new byte[views * count * height * width * 3];
        pixels.get(copy);
        return copy;
    }
}
