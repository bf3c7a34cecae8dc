package io.github.ncl4j.augment;

import io.github.ncl4j.augment.pixels.FillColor;
import io.github.ncl4j.data.ImageTransform;
import io.github.ncl4j.data.RandomStream;
import io.github.ncl4j.image.RgbImage;

/**
 * Paints over a rectangle of random area, shape and place (Zhong, Zheng, Kang, Li, Yang: Random Erasing Data Augmentation,
 * AAAI 2020), with the choices of torchvision's {@code RandomErasing}: ten tries to find one that is smaller than the image in
 * both directions, else the image stays as it is.
 *
 * @param minScale least part of the image's area
 * @param maxScale largest part of the image's area
 * @param minRatio least height divided by width
 * @param maxRatio largest height divided by width
 * @param fill before the normalisation
 */
record RandomErasing(double minScale, double maxScale, double minRatio, double maxRatio, FillColor fill)
        implements ImageTransform {

    private static final int TRIES = 10;

    @Override
    public RgbImage apply(RgbImage image, RandomStream random) {
        double fromRatio = StrictMath.log(minRatio);
        double toRatio = StrictMath.log(maxRatio);
        for (int i = 0; i < TRIES; i++) {
            double area = (double) image.width() * image.height() * random.uniform(minScale, maxScale);
            double ratio = StrictMath.exp(random.uniform(fromRatio, toRatio));
            int height = (int) Math.rint(Math.sqrt(area * ratio));
            int width = (int) Math.rint(Math.sqrt(area / ratio));
            if (height < image.height() && width < image.width()) {
                int top = random.nextInt(image.height() - height + 1);
                int left = random.nextInt(image.width() - width + 1);
                return fill.over(image, left, top, width, height);
            }
        }
        return image;
    }
}
