package io.github.ncl4j.image;

/** A rectangle of an image; what lies outside the image is zero. */
public final class Crop {

    private Crop() {}

    /**
     * Copies a rectangle.
     *
     * @param left column of the image that becomes the first column, may be negative or past the right edge
     * @param top row of the image that becomes the first row, may be negative or past the lower edge
     */
    public static RgbImage of(RgbImage image, int left, int top, int width, int height) {
        if (left == 0 && top == 0 && width == image.width() && height == image.height()) {
            return image;
        }
        int[] pixels = new int[width * height];
        int firstColumn = Math.max(left, 0);
        int columns = Math.min(left + width, image.width()) - firstColumn;
        if (columns > 0) {
            int lastRow = Math.min(top + height, image.height());
            for (int row = Math.max(top, 0); row < lastRow; row++) {
                int from = row * image.width() + firstColumn;
                image.read(from, columns, pixels, (row - top) * width + firstColumn - left);
            }
        }
        return RgbImage.ofPacked(width, height, pixels);
    }
}
