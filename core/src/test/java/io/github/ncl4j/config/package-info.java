/** What configurations mean, and what is said about wrong ones. */
@NullMarked
package io.github.ncl4j.config;

import org.jspecify.annotations.NullMarked;
