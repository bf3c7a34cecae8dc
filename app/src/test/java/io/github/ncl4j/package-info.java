/** Tests of the shape of the application. */
@NullMarked
package io.github.ncl4j;

import org.jspecify.annotations.NullMarked;
