package io.github.ncl4j.augment.pixels;

/**
 * Interpolation of one image between neighbouring pixels. Each has a loop of its own, because the virtual machine compiles a
 * loop that is used by both for neither.
 */
sealed interface PixelInterpolation permits LinearInterpolation, CubicInterpolation {

    /**
     * Interpolates at some places.
     *
     * @param x from the left edge of the image, in pixels; outside it is the fill colour
     * @param y from its upper edge
     * @param target packed pixels
     * @param to where the first of them goes
     */
    void apply(double[] x, double[] y, int[] target, int to);
}
