@NullMarked
package io.github.ncl4j.app.train;

import org.jspecify.annotations.NullMarked;
