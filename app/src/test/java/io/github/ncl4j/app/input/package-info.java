@NullMarked
package io.github.ncl4j.app.input;

import org.jspecify.annotations.NullMarked;
