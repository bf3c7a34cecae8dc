@NullMarked
package io.github.ncl4j.app.dataset;

import org.jspecify.annotations.NullMarked;
