package io.github.ncl4j.augment;

import io.github.ncl4j.config.Interpolation;
import io.github.ncl4j.data.RgbImage;

/** The operations that augmentation policies choose from, each with one number. */
enum PolicyOperation {
    /** Changes nothing. */
    IDENTITY,
    /** Needs no number. */
    AUTOCONTRAST,
    /** Needs no number. */
    EQUALIZE,
    /** Needs no number. */
    INVERT,
    /** Degrees, counter-clockwise. */
    ROTATE,
    /** Bits kept. */
    POSTERIZE,
    /** Threshold, a grey level with fraction. */
    SOLARIZE,
    /** Grey levels added below 128. */
    SOLARIZE_ADD,
    /** Factor. */
    COLOR,
    /** Factor. */
    CONTRAST,
    /** Factor. */
    BRIGHTNESS,
    /** Factor. */
    SHARPNESS,
    /** Columns per row. */
    SHEAR_X,
    /** Rows per column. */
    SHEAR_Y,
    /** Pixels that the content moves to the left. */
    TRANSLATE_X,
    /** Pixels that the content moves up. */
    TRANSLATE_Y;

    private static final int SOLARIZE_ADD_THRESHOLD = 128;

    /**
     * Applies the operation.
     *
     * @param number what the operation's comment says
     * @param interpolation of rotate, shear and translate
     * @param fill of rotate, shear and translate
     */
    RgbImage apply(RgbImage image, double number, Interpolation interpolation, FillColor fill) {
        return switch (this) {
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
