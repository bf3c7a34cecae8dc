package io.github.ncl4j.image;

/**
 * A rectangle inside an image, in pixels.
 *
 * @param left its first column
 * @param top its first row
 * @param width positive
 * @param height positive
 */
public record Window(int left, int top, int width, int height) {

    /** All of an image. */
    static Window of(ImageSource image) {
        return new Window(0, 0, image.width(), image.height());
    }
}
