/** What the data pipeline costs, measured with JMH. */
@NullMarked
package io.github.ncl4j.benchmarks;

import org.jspecify.annotations.NullMarked;
