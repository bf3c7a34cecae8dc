/** Tests of {@code io.github.ncl4j.distributed}, most of them with several processes on the loopback network. */
@NullMarked
package io.github.ncl4j.distributed;

import org.jspecify.annotations.NullMarked;
