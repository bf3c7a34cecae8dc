/** The commands that train, with one process or many, and that show and compare trainings. */
@NullMarked
package io.github.ncl4j.app.train;

import org.jspecify.annotations.NullMarked;
