/** From gradients to weights: optimizers, clipping, and the learning rate of each step. */
@NullMarked
package io.github.ncl4j.optimize;

import org.jspecify.annotations.NullMarked;
