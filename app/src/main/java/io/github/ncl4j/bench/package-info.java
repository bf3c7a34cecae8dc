/** The commands that measure speed: training steps, loading, predictions, and the exchange among processes. */
@NullMarked
package io.github.ncl4j.bench;

import org.jspecify.annotations.NullMarked;
