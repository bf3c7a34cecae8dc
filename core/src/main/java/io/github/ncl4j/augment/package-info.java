/** Augmentation: the policies and pipelines that the configuration declares, over the kernels in {@code augment.pixels}. */
@NullMarked
package io.github.ncl4j.augment;

import org.jspecify.annotations.NullMarked;
