package io.github.ncl4j.image;

import java.util.Locale;

/**
 * Antialiased scaling to a shortest side of images whose shortest side is longer; others stay as they are. So images become that
 * are packed with a shortest side. Doing it twice changes nothing.
 *
 * @param shortestSide at most, of the result, in pixels
 * @param interpolation bilinear or bicubic
 */
public record Shrink(int shortestSide, Interpolation interpolation) implements Preparation.Step {

    /**
     * Scales an image that is larger.
     *
     * @throws DataException if the longest side would make it too large
     */
    @Override
    public RgbImage apply(RgbImage image) {
        return Math.min(image.width(), image.height()) > shortestSide
                ? new Resize(shortestSide, interpolation).apply(image)
                : image;
    }

    @Override
    public Preparation.Size resultOf(Preparation.Size image) {
        return image.shortestSide() > shortestSide ? image.scaledTo(shortestSide) : image;
    }

    @Override
    public String text() {
        return "shrink " + shortestSide + " " + interpolation.name().toLowerCase(Locale.ROOT);
    }
}
