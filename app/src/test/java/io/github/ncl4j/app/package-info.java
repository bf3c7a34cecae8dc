/** Tests of the command line. */
@NullMarked
package io.github.ncl4j.app;

import org.jspecify.annotations.NullMarked;
