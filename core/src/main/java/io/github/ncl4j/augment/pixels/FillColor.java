package io.github.ncl4j.augment.pixels;

import io.github.ncl4j.image.Pixel;
import io.github.ncl4j.image.RgbImage;
import java.util.Arrays;

/**
 * What lies outside the image that an operation moves.
 *
 * @param red as a byte, like the samples of an image
 * @param green as a byte
 * @param blue as a byte
 */
public record FillColor(byte red, byte green, byte blue) {

    public static final FillColor BLACK = new FillColor((byte) 0, (byte) 0, (byte) 0);

    /** Three samples in [0, 255]. */
    public static FillColor of(int red, int green, int blue) {
        return new FillColor((byte) red, (byte) green, (byte) blue);
    }

    /** Packed as {@link Pixel} does. */
    int pixel() {
        return Pixel.of(red & 0xff, green & 0xff, blue & 0xff);
    }

    /** A copy of an image with a rectangle, cut at the image's edges, in this colour. */
    public RgbImage over(RgbImage image, int left, int top, int width, int height) {
        int[] pixels = image.copyPacked();
        int firstColumn = Math.max(left, 0);
        int endColumn = Math.min(left + width, image.width());
        int endRow = Math.min(top + height, image.height());
        for (int row = Math.max(top, 0); row < endRow; row++) {
            int start = row * image.width();
            if (firstColumn < endColumn) {
                Arrays.fill(pixels, start + firstColumn, start + endColumn, pixel());
            }
        }
        return RgbImage.ofPacked(image.width(), image.height(), pixels);
    }
}
