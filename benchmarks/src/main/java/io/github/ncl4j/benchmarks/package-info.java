/** What a training step costs, beside what the engine alone would take for the same work. */
@NullMarked
package io.github.ncl4j.benchmarks;

import org.jspecify.annotations.NullMarked;
