package io.github.ncl4j.augment;

import io.github.ncl4j.augment.pixels.Affine;
import io.github.ncl4j.augment.pixels.Enhance;
import io.github.ncl4j.augment.pixels.FillColor;
import io.github.ncl4j.augment.pixels.Histogram;
import io.github.ncl4j.augment.pixels.LookupTable;
import io.github.ncl4j.image.Interpolation;
import io.github.ncl4j.image.RgbImage;

/**
 * An operation that a policy has drawn, with everything that it needs.
 *
 * @param number what the operation's comment says
 * @param interpolation of rotate, shear and translate
 * @param fill of rotate, shear and translate
 */
record PolicyStep(PolicyOperation operation, double number, Interpolation interpolation, FillColor fill) {

    private static final int SOLARIZE_ADD_THRESHOLD = 128;

    RgbImage apply(RgbImage image) {
        return switch (operation) {
            case IDENTITY -> image;
            case AUTOCONTRAST -> Histogram.autocontrast(image);
            case EQUALIZE -> Histogram.equalize(image);
            case INVERT -> LookupTable.invert(image);
            case ROTATE -> Affine.rotate(image, number, interpolation, fill);
            case POSTERIZE -> LookupTable.posterize(image, (int) number);
            case SOLARIZE -> LookupTable.solarize(image, number);
            case SOLARIZE_ADD -> LookupTable.solarizeAdd(image, (int) number, SOLARIZE_ADD_THRESHOLD);
            case COLOR -> Enhance.color(image, number);
            case CONTRAST -> Enhance.contrast(image, number);
            case BRIGHTNESS -> Enhance.brightness(image, number);
            case SHARPNESS -> Enhance.sharpness(image, number);
            case SHEAR_X -> Affine.shearX(number).apply(image, interpolation, fill);
            case SHEAR_Y -> Affine.shearY(number).apply(image, interpolation, fill);
            case TRANSLATE_X -> Affine.translate(number, 0).apply(image, interpolation, fill);
            case TRANSLATE_Y -> Affine.translate(0, number).apply(image, interpolation, fill);
        };
    }
}
