package io.github.ncl4j.augment;

import io.github.ncl4j.image.RgbImage;

/**
 * Brightness, contrast, saturation and sharpness as Pillow's {@code ImageEnhance} has them: a blend of the image with a
 * degenerate one, {@code degenerate + factor * (image - degenerate)} in single precision, cut to [0, 255] and truncated. The
 * factor 0 gives the degenerate image, 1 the image as it is, and more than 1 goes beyond it.
 */
final class Enhance {

    private Enhance() {}

    /** Blends with black. */
    static RgbImage brightness(RgbImage image, double factor) {
        return blendWithLevel(image, 0, (float) factor);
    }

    /** Blends with the mean grey level. */
    static RgbImage contrast(RgbImage image, double factor) {
        return (float) factor == 1 ? image : blendWithLevel(image, Grayscale.mean(image), (float) factor);
    }

    /** Blends with the grey image; torchvision calls this saturation, Pillow color. */
    static RgbImage color(RgbImage image, double factor) {
        if ((float) factor == 1) {
            return image;
        }
        BlendChain chain = new BlendChain(image);
        chain.saturation(factor);
        return chain.result();
    }

    /** Blends with the image smoothed by {@link Smoothing}; the outermost pixels stay as they are. */
    static RgbImage sharpness(RgbImage image, double factor) {
        int length = image.width() * 3;
        if ((float) factor == 1 || image.width() < 3 || image.height() < 3) {
            return image;
        }
        byte[] source = image.pixels();
        byte[] pixels = source.clone();
        Blend blend = Blend.of(factor);
        Smoothing smoothing = new Smoothing(length);
        int[][] rows = new int[3][length];
        int[] smooth = new int[length];
        int[] sharp = new int[length];
        Samples.read(source, 0, rows[0]);
        Samples.read(source, length, rows[1]);
        for (int row = 1; row < image.height() - 1; row++) {
            Samples.read(source, (row + 1) * length, rows[(row + 1) % 3]);
            smoothing.apply(rows[(row - 1) % 3], rows[row % 3], rows[(row + 1) % 3], smooth);
            System.arraycopy(rows[row % 3], 0, sharp, 0, length);
            blend.apply(smooth, sharp);
            Samples.write(sharp, pixels, row * length);
        }
        return new RgbImage(image.width(), image.height(), pixels);
    }

    private static RgbImage blendWithLevel(RgbImage image, int level, float alpha) {
        return alpha == 1
                ? image
                : LookupTable.apply(image, LookupTable.of(sample -> Blend.sample(level, sample, alpha) & 0xff));
    }
}
