/** Tools around data sets: other formats in, annotation files out, checks of what is on disk, downloads. */
@NullMarked
package io.github.ncl4j.dataset;

import org.jspecify.annotations.NullMarked;
