package io.github.ncl4j.data;

import io.github.ncl4j.image.RgbImage;

/**
 * A decoded image of a data set that stays in memory.
 *
 * @param image the pixels
 * @param target its class
 * @param origin the file or archive entry it comes from
 * @param position its 0-based position there
 */
record LabelledImage(RgbImage image, int target, String origin, int position) {}
