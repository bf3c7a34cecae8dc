/** The commands that download the data sets and backbones that others publish. */
@NullMarked
package io.github.ncl4j.app.download;

import org.jspecify.annotations.NullMarked;
