@NullMarked
package io.github.ncl4j.bench.scaling;

import org.jspecify.annotations.NullMarked;
