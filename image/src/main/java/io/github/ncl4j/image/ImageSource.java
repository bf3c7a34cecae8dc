package io.github.ncl4j.image;

/**
 * An image whose pixels may still have to be decoded: its size is known, and a part of it can be had for less than the whole.
 * Nothing is kept of what was decoded; whoever wants several parts decodes the whole once.
 */
public sealed interface ImageSource permits RgbImage, JpegSource {

    /** In pixels. */
    int width();

    /** In pixels. */
    int height();

    /**
     * The image.
     *
     * @throws UnreadableImageException if it cannot be decoded
     */
    RgbImage whole();

    /**
     * A rectangle of the image, the same pixels as in {@link #whole}. Damage outside the rectangle may go unnoticed.
     *
     * @param window inside the image
     * @throws UnreadableImageException if it cannot be decoded
     */
    ImagePart part(Window window);
}
