package io.github.ncl4j.augment;

import io.github.ncl4j.data.RandomStream;
import io.github.ncl4j.image.ImagePart;
import io.github.ncl4j.image.ImageSource;
import io.github.ncl4j.image.Interpolation;
import io.github.ncl4j.image.Resize;
import io.github.ncl4j.image.RgbImage;
import io.github.ncl4j.image.Window;

/**
 * A part of the image of random area, shape and place, scaled to a square, as torchvision's {@code RandomResizedCrop}
 * (Szegedy et al.: Going deeper with convolutions, CVPR 2015): ten tries to find a part that fits, then the largest one in the
 * middle whose shape is allowed.
 *
 * @param size side of the result in pixels
 * @param minScale least part of the image's area
 * @param maxScale largest part of the image's area
 * @param minRatio least width divided by height, before scaling
 * @param maxRatio largest width divided by height, before scaling
 * @param interpolation bilinear or bicubic, antialiased
 */
record RandomResizedCrop(
        int size, double minScale, double maxScale, double minRatio, double maxRatio, Interpolation interpolation)
        implements PartTransform {

    private static final int TRIES = 10;

    @Override
    public RgbImage apply(ImageSource image, RandomStream random) {
        return scale(image, window(image.width(), image.height(), random), false);
    }

    /** Followed by a flip, which costs nothing while pixels find their new places anyway. */
    PartTransform then(HorizontalFlip flip) {
        return (image, random) -> {
            Window window = window(image.width(), image.height(), random);
            return scale(image, window, flip.mirrors(random));
        };
    }

    private RgbImage scale(ImageSource image, Window window, boolean mirrored) {
        ImagePart part = image.part(window);
        RgbImage scaled = Resize.scale(part, size, size, interpolation, mirrored);
        part.image().recycleUnlessIn(image, scaled);
        return scaled;
    }

    /** Where to cut an image of this size. */
    Window window(int width, int height, RandomStream random) {
        double fromRatio = StrictMath.log(minRatio);
        double toRatio = StrictMath.log(maxRatio);
        for (int i = 0; i < TRIES; i++) {
            double area = (double) width * height * random.uniform(minScale, maxScale);
            double ratio = StrictMath.exp(random.uniform(fromRatio, toRatio));
            int cutWidth = (int) Math.rint(Math.sqrt(area * ratio));
            int cutHeight = (int) Math.rint(Math.sqrt(area / ratio));
            if (cutWidth > 0 && cutWidth <= width && cutHeight > 0 && cutHeight <= height) {
                int top = random.nextInt(height - cutHeight + 1);
                int left = random.nextInt(width - cutWidth + 1);
                return new Window(left, top, cutWidth, cutHeight);
            }
        }
        return middle(width, height);
    }

    private Window middle(int width, int height) {
        double ratio = (double) width / height;
        int cutWidth = ratio > maxRatio ? Math.max((int) Math.rint(height * maxRatio), 1) : width;
        int cutHeight = ratio < minRatio ? Math.max((int) Math.rint(width / minRatio), 1) : height;
        return new Window((width - cutWidth) / 2, (height - cutHeight) / 2, cutWidth, cutHeight);
    }
}
