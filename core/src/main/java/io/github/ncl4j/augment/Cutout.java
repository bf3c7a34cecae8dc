package io.github.ncl4j.augment;

import io.github.ncl4j.augment.pixels.FillColor;
import io.github.ncl4j.data.ImageTransform;
import io.github.ncl4j.data.RandomStream;
import io.github.ncl4j.image.RgbImage;

/**
 * Blackens squares whose centres are uniform over the image, so that they may reach beyond its edge (DeVries, Taylor: Improved
 * Regularization of Convolutional Neural Networks with Cutout, 2017). Black is 0 before the normalisation, hence {@code -mean /
 * std} after it, as in the reference; the paper's own holes are 0 after it.
 *
 * @param holes squares, may overlap
 * @param size side of a square in pixels; an odd one loses a row and a column, as in the paper's program
 */
record Cutout(int holes, int size) implements ImageTransform {

    @Override
    public RgbImage apply(RgbImage image, RandomStream random) {
        RgbImage result = image;
        for (int i = 0; i < holes; i++) {
            int row = random.nextInt(image.height());
            int column = random.nextInt(image.width());
            result = of(result, column, row);
        }
        return result;
    }

    /** One hole about this place. */
    RgbImage of(RgbImage image, int column, int row) {
        int half = size / 2;
        return FillColor.BLACK.over(image, column - half, row - half, 2 * half, 2 * half);
    }
}
