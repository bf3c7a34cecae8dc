/** The objectives: one small file per loss, each with its equation. */
@NullMarked
package io.github.ncl4j.loss;

import org.jspecify.annotations.NullMarked;
