/** What the tools around data sets do with good, broken and hostile files. */
@NullMarked
package io.github.ncl4j.dataset;

import org.jspecify.annotations.NullMarked;
