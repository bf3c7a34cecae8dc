/** Files that a reader sees whole or not at all, and lines that are appended one by one. */
@NullMarked
package io.github.ncl4j.file;

import org.jspecify.annotations.NullMarked;
