/** Measures training steps, and what the engine's calls in them cost by themselves. */
@NullMarked
package io.github.ncl4j.bench;

import org.jspecify.annotations.NullMarked;
