/** The commands that look at data sets, make them, or change their form. */
@NullMarked
package io.github.ncl4j.app.dataset;

import org.jspecify.annotations.NullMarked;
