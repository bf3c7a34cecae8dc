/** Tests against numbers that were computed with the reference implementation. */
@NullMarked
package io.github.ncl4j.golden;

import org.jspecify.annotations.NullMarked;
