package io.github.ncl4j.augment.pixels;

import io.github.ncl4j.image.RgbImage;

/**
 * Brightness, contrast, saturation and sharpness as Pillow's {@code ImageEnhance} has them: a blend of the image with a
 * degenerate one, {@code degenerate + factor * (image - degenerate)} in single precision, cut to [0, 255] and truncated. The
 * factor 0 gives the degenerate image, 1 the image as it is, and more than 1 goes beyond it.
 */
public final class Enhance {

    private Enhance() {}

    /** Blends with black. */
    public static RgbImage brightness(RgbImage image, double factor) {
        return blendWithLevel(image, 0, (float) factor);
    }

    /** Blends with the mean grey level. */
    public static RgbImage contrast(RgbImage image, double factor) {
        return (float) factor == 1 ? image : blendWithLevel(image, Grayscale.mean(image.packed()), (float) factor);
    }

    /** Blends with the grey image; torchvision calls this saturation, Pillow color. */
    public static RgbImage color(RgbImage image, double factor) {
        if ((float) factor == 1) {
            return image;
        }
        BlendChain chain = new BlendChain(image);
        chain.saturation(factor);
        return chain.result();
    }

    /** Blends with the image smoothed by {@link Smoothing}; the outermost pixels stay as they are. */
    public static RgbImage sharpness(RgbImage image, double factor) {
        int width = image.width();
        if ((float) factor == 1 || width < 3 || image.height() < 3) {
            return image;
        }
        int[] source = image.packed();
        int[] pixels = image.copyPacked();
        Blend blend = Blend.of(factor);
        Smoothing smoothing = new Smoothing(width);
        PlanarRow[] rows = {new PlanarRow(width), new PlanarRow(width), new PlanarRow(width)};
        PlanarRow sharp = new PlanarRow(width);
        int[] smooth = new int[3 * width];
        rows[0].read(source, 0);
        rows[1].read(source, width);
        for (int row = 1; row < image.height() - 1; row++) {
            PlanarRow middle = rows[row % 3];
            PlanarRow below = rows[(row + 1) % 3];
            below.read(source, (row + 1) * width);
            smoothing.apply(rows[(row - 1) % 3].samples(), middle.samples(), below.samples(), smooth);
            System.arraycopy(middle.samples(), 0, sharp.samples(), 0, smooth.length);
            blend.apply(smooth, sharp.samples());
            sharp.write(pixels, row * width);
        }
        return RgbImage.ofPacked(width, image.height(), pixels);
    }

    private static RgbImage blendWithLevel(RgbImage image, int level, float alpha) {
        return alpha == 1
                ? image
                : LookupTable.apply(image, LookupTable.of(sample -> Blend.sample(level, sample, alpha) & 0xff));
    }
}
