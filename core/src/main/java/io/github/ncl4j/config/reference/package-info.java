/** Configurations of the reference implementation, translated key by key into ones of this project. */
@NullMarked
package io.github.ncl4j.config.reference;

import org.jspecify.annotations.NullMarked;
