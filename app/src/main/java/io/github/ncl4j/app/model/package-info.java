/** The commands that bring weights in and out. */
@NullMarked
package io.github.ncl4j.app.model;

import org.jspecify.annotations.NullMarked;
