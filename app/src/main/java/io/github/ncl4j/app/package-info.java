/** The command {@code ncl4j}: puts the commands together, runs one, and makes messages and exit codes of failures. */
@NullMarked
package io.github.ncl4j.app;

import org.jspecify.annotations.NullMarked;
