package io.github.ncl4j.image;

/**
 * A rectangle in decoded pixels, be they those of the whole image or hardly more than the rectangle.
 *
 * @param image the pixels
 * @param window where the rectangle lies in them
 */
public record ImagePart(RgbImage image, Window window) {

    /** All of an image. */
    static ImagePart all(RgbImage image) {
        return new ImagePart(image, Window.of(image));
    }
}
