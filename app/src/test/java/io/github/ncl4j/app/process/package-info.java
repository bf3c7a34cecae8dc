@NullMarked
package io.github.ncl4j.app.process;

import org.jspecify.annotations.NullMarked;
