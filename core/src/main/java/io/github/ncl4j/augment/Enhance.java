package io.github.ncl4j.augment;

import io.github.ncl4j.data.RgbImage;

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

    /** Blends with the image smoothed by {@link Smoothing}. */
    static RgbImage sharpness(RgbImage image, double factor) {
        float alpha = (float) factor;
        if (alpha == 1) {
            return image;
        }
        byte[] source = image.pixels();
        byte[] pixels = Smoothing.of(image);
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = Blend.sample(pixels[i] & 0xff, source[i] & 0xff, alpha);
        }
        return new RgbImage(image.width(), image.height(), pixels);
    }

    private static RgbImage blendWithLevel(RgbImage image, int level, float alpha) {
        return alpha == 1
                ? image
                : LookupTable.apply(image, LookupTable.of(sample -> Blend.sample(level, sample, alpha) & 0xff));
    }
}
