@NullMarked
package io.github.ncl4j.bench;

import org.jspecify.annotations.NullMarked;
