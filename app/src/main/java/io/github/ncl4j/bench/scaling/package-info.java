/** The traffic of several processes in a step, and a model of how long their steps take. */
@NullMarked
package io.github.ncl4j.bench.scaling;

import org.jspecify.annotations.NullMarked;
