/**
 * Typed, immutable settings: each record states its keys, their defaults ({@link io.github.ncl4j.config.Default}), one sentence for each
 * ({@code @param}) and, in its constructor, their ranges. The reader, the writer and {@code docs/guide/configuration.md} follow from
 * the records, so that a setting is added in one place.
 */
@NullMarked
package io.github.ncl4j.config;

import org.jspecify.annotations.NullMarked;
