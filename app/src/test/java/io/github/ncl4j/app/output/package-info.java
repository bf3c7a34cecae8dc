@NullMarked
package io.github.ncl4j.app.output;

import org.jspecify.annotations.NullMarked;
