package io.github.ncl4j.image;

/** Exact mirror images and turns by multiples of 90 degrees. */
public final class Flip {

    private Flip() {}

    /** Swaps left and right. */
    public static RgbImage horizontal(RgbImage image) {
        int width = image.width();
        return move(image, width, image.height(), width - 1, -1, width);
    }

    /** Swaps top and bottom. */
    public static RgbImage vertical(RgbImage image) {
        int width = image.width();
        return move(image, width, image.height(), (image.height() - 1) * width, 1, -width);
    }

    /** Turns by 180 degrees. */
    public static RgbImage turn(RgbImage image) {
        int width = image.width();
        return move(image, width, image.height(), image.height() * width - 1, -1, -width);
    }

    /** Turns by 90 degrees counter-clockwise. */
    public static RgbImage turnLeft(RgbImage image) {
        int width = image.width();
        return move(image, image.height(), width, width - 1, width, -1);
    }

    /** Turns by 90 degrees clockwise. */
    public static RgbImage turnRight(RgbImage image) {
        int width = image.width();
        return move(image, image.height(), width, (image.height() - 1) * width, -width, 1);
    }

    /**
     * Copies all pixels.
     *
     * @param first pixel of the source that becomes the first
     * @param columnStep pixels of the source from one column of the result to the next
     * @param rowStep pixels of the source from one row of the result to the next
     */
    private static RgbImage move(RgbImage image, int width, int height, int first, int columnStep, int rowStep) {
        int[] source = image.packed();
        int[] pixels = PixelArrays.packed(source.length);
        int to = 0;
        for (int row = 0; row < height; row++) {
            int from = first + row * rowStep;
            for (int column = 0; column < width; column++) {
                pixels[to++] = source[from];
                from += columnStep;
            }
        }
        return RgbImage.ofPacked(width, height, pixels);
    }
}
