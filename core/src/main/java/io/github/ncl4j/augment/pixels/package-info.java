/** The arithmetic on 8-bit RGB pixels behind augmentation, bit for bit as Pillow computes it unless a class says otherwise. */
@NullMarked
package io.github.ncl4j.augment.pixels;

import org.jspecify.annotations.NullMarked;
