/** Pretrained weights that ship inside, and their names. */
@NullMarked
package io.github.ncl4j.weights;

import org.jspecify.annotations.NullMarked;
