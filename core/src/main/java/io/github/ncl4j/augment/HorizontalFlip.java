package io.github.ncl4j.augment;

import io.github.ncl4j.data.ImageTransform;
import io.github.ncl4j.data.RandomStream;
import io.github.ncl4j.data.RgbImage;

/**
 * Mirrors left and right.
 *
 * @param probability of mirroring, in [0, 1]
 */
record HorizontalFlip(double probability) implements ImageTransform {

    @Override
    public RgbImage apply(RgbImage image, RandomStream random) {
        return random.nextDouble() < probability ? flip(image) : image;
    }

    private static RgbImage flip(RgbImage image) {
        byte[] source = image.pixels();
        byte[] pixels = new byte[source.length];
        int rowBytes = image.width() * 3;
        for (int row = 0; row < source.length; row += rowBytes) {
            int to = row + rowBytes - 3;
            for (int from = row; from < row + rowBytes; from += 3, to -= 3) {
                pixels[to] = source[from];
                pixels[to + 1] = source[from + 1];
                pixels[to + 2] = source[from + 2];
            }
        }
        return new RgbImage(image.width(), image.height(), pixels);
    }
}
