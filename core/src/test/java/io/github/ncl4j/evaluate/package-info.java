/** Tests of the measures, each small enough to be counted by hand. */
@NullMarked
package io.github.ncl4j.evaluate;

import org.jspecify.annotations.NullMarked;
