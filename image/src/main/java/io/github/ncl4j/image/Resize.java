package io.github.ncl4j.image;

import java.util.Locale;

/**
 * Antialiased scaling to a shortest side, as torchvision's {@code Resize(size)} on Pillow images: rows first, then
 * columns, rounded to 8 bits in between.
 *
 * @param shortestSide of the result in pixels
 * @param interpolation bilinear or bicubic
 */
public record Resize(int shortestSide, Interpolation interpolation) implements Preparation.Step {

    /** A strip of one pixel by a million is no photo; scaling it up would be one way to eat the memory. */
    private static final long MAX_PIXELS = 100_000_000;

    /**
     * Scales an image.
     *
     * @throws DataException if the longest side would make it too large
     */
    @Override
    public RgbImage apply(RgbImage image) {
        long longer = requireFits(image.width(), image.height());
        return image.width() <= image.height()
                ? scale(image, shortestSide, (int) longer, interpolation)
                : scale(image, (int) longer, shortestSide, interpolation);
    }

    @Override
    public Preparation.Size resultOf(Preparation.Size image) {
        return image.scaledTo(shortestSide);
    }

    @Override
    public String text() {
        return "resize " + shortestSide + " " + interpolation.name().toLowerCase(Locale.ROOT);
    }

    /**
     * Checks that an image of some size can be scaled.
     *
     * @return the longest side of the result
     * @throws DataException if it would make the result too large
     */
    public long requireFits(int width, int height) {
        int shorter = Math.min(width, height);
        long longer = (long) ((double) ((long) shortestSide * Math.max(width, height)) / shorter);
        if (longer * shortestSide > MAX_PIXELS) {
            throw new DataException("an image of " + width + " x " + height
                    + " pixels, scaled to a shortest side of " + shortestSide + ", would have " + longer * shortestSide
                    + " pixels, more than " + MAX_PIXELS + "; leave it out");
        }
        return longer;
    }

    /** Scales to exactly this size. */
    public static RgbImage scale(RgbImage image, int width, int height, Interpolation interpolation) {
        return scale(ImagePart.all(image), width, height, interpolation, false);
    }

    /**
     * Scales a part of an image to exactly this size, as if it were an image. Both passes add up whole lines; for the first
     * these are columns.
     *
     * @param mirrored whether left and right are swapped, in the result
     */
    public static RgbImage scale(
            ImagePart source, int width, int height, Interpolation interpolation, boolean mirrored) {
        RgbImage image = source.image();
        Window part = source.window();
        if (part.width() == width && part.height() == height) {
            RgbImage cut = Crop.of(image, part.left(), part.top(), width, height);
            return mirrored ? Flip.horizontal(cut) : cut;
        }
        int corner = part.top() * image.width() + part.left();
        int[] narrow = PixelArrays.packedAtLeast(part.height() * width);
        new ResamplingFilter(part.width(), width, interpolation)
                .apply(
                        part.height(),
                        (column, line) -> image.readLine(corner + column, image.width(), line),
                        (column, line) -> writeColumn(line, narrow, mirrored ? width - 1 - column : column, width));
        int[] pixels = PixelArrays.packed(width * height);
        new ResamplingFilter(part.height(), height, interpolation)
                .apply(
                        width,
                        (row, line) -> System.arraycopy(narrow, row * width, line, 0, width),
                        (row, line) -> System.arraycopy(line, 0, pixels, row * width, width));
        PixelArrays.giveBack(narrow);
        return RgbImage.ofPacked(width, height, pixels);
    }

    private static void writeColumn(int[] line, int[] pixels, int column, int width) {
        int at = column;
        for (int pixel : line) {
            pixels[at] = pixel;
            at += width;
        }
    }
}
