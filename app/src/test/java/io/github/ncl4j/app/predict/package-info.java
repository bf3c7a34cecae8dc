@NullMarked
package io.github.ncl4j.app.predict;

import org.jspecify.annotations.NullMarked;
