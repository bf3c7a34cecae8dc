package io.github.ncl4j.image;

/**
 * A square cut in the middle, as torchvision's {@code CenterCrop(size)}: a smaller image is padded with zeros, the odd pixel
 * to the right and below; a larger one is cut at half of the difference, rounded to the even number.
 *
 * @param size side of the cut in pixels
 */
public record CenterCrop(int size) implements Preparation.Step {

    /** Cuts. */
    @Override
    public RgbImage apply(RgbImage image) {
        return Crop.of(image, offset(image.width()), offset(image.height()), size, size);
    }

    @Override
    public Preparation.Size resultOf(Preparation.Size image) {
        return new Preparation.Size(size, size);
    }

    @Override
    public String text() {
        return "center-crop " + size;
    }

    private int offset(int length) {
        return length < size ? -((size - length) / 2) : (int) Math.rint((length - size) / 2.0);
    }
}
