/** Opening configurations, whether they are this project's or the reference implementation's. */
@NullMarked
package io.github.ncl4j.config.file;

import org.jspecify.annotations.NullMarked;
