/** Pages about runs: charts as vector graphics, and HTML that needs nothing but itself. */
@NullMarked
package io.github.ncl4j.report;

import org.jspecify.annotations.NullMarked;
