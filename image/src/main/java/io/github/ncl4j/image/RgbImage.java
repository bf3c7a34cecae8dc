package io.github.ncl4j.image;

/**
 * An image of 8-bit red, green and blue samples.
 *
 * @param width in pixels, positive
 * @param height in pixels, positive
 * @param pixels {@code height * width * 3} bytes, row by row, the three samples of a pixel together (HWC). The array is
 *     shared, not copied: whoever holds an image treats it as read-only.
 */
@SuppressWarnings("ArrayRecordComponent") // identity, not content, is what equals would need here, and nobody asks
public record RgbImage(int width, int height, byte[] pixels) {

    /**
     * Checks the sizes.
     *
     * @throws IllegalArgumentException if the array has not exactly {@code height * width * 3} bytes
     */
    public RgbImage {
        if (width <= 0 || height <= 0 || pixels.length != 3L * width * height) {
            throw new IllegalArgumentException(
                    "an RGB image of " + width + " x " + height + " pixels cannot have " + pixels.length + " bytes");
        }
    }
}
