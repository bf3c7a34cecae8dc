/** The engine's own calls of a training step, one after the other on ready tensors: the speed that no training exceeds. */
@NullMarked
package io.github.ncl4j.bench.engine;

import org.jspecify.annotations.NullMarked;
