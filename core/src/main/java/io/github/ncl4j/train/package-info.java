/** The training loop and the step: from a batch of images to updated weights. */
@NullMarked
package io.github.ncl4j.train;

import org.jspecify.annotations.NullMarked;
