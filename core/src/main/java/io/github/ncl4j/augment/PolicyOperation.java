package io.github.ncl4j.augment;

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
}
