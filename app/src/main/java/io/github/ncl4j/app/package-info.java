/** The command line: what to run, what went wrong, and how results look in a terminal. */
@NullMarked
package io.github.ncl4j.app;

import org.jspecify.annotations.NullMarked;
