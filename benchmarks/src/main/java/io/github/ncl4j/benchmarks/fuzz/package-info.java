/** Feeds broken files to everything that reads files from outside. */
@NullMarked
package io.github.ncl4j.benchmarks.fuzz;

import org.jspecify.annotations.NullMarked;
