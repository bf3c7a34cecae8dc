/** A run that can be repeated and resumed: its folder, checkpoints, progress, metrics and events. */
@NullMarked
package io.github.ncl4j.run;

import org.jspecify.annotations.NullMarked;
