/**
 * The results of a command: on standard output, where no failure is forgotten, and as files and folders that come into being
 * whole or not at all.
 */
@NullMarked
package io.github.ncl4j.app.output;

import org.jspecify.annotations.NullMarked;
