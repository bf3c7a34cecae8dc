/** Images and their targets: readers, long-tailed subsets, random streams and the batch loader. */
@NullMarked
package io.github.ncl4j.data;

import org.jspecify.annotations.NullMarked;
