package io.github.ncl4j.image;

/** How samples between the pixels of an image are found. */
public enum Interpolation {
    /** The pixel that the place lies in. */
    NEAREST,
    /** Linear between neighbours. */
    BILINEAR,
    /** Cubic between four neighbours in each direction (Keys, 1981; a = -0.5). */
    BICUBIC
}
