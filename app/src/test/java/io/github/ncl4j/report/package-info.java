@NullMarked
package io.github.ncl4j.report;

import org.jspecify.annotations.NullMarked;
