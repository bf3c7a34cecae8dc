/** Tests of the prediction server, over real connections to a real server on a loopback port. */
@NullMarked
package io.github.ncl4j.serve;

import org.jspecify.annotations.NullMarked;
