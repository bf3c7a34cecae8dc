@NullMarked
package io.github.ncl4j.app.download;

import org.jspecify.annotations.NullMarked;
