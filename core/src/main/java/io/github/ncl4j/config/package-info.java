/** Typed, immutable settings: YAML in, every problem out at once. */
@NullMarked
package io.github.ncl4j.config;

import org.jspecify.annotations.NullMarked;
