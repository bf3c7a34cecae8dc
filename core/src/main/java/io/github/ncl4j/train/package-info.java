/** The training loop and what makes a run repeatable: optimizers, schedules, checkpoints, the run directory. */
@NullMarked
package io.github.ncl4j.train;

import org.jspecify.annotations.NullMarked;
