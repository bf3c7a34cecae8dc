/** Settings as YAML: parsing with positions, reading into records, writing, and everything that is wrong at once. */
@NullMarked
package io.github.ncl4j.config.yaml;

import org.jspecify.annotations.NullMarked;
