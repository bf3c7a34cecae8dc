/** What several processes exchange in a step, and how long their steps are expected to take. */
@NullMarked
package io.github.ncl4j.bench.scaling;

import org.jspecify.annotations.NullMarked;
