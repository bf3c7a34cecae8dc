@NullMarked
package io.github.ncl4j.serve.model;

import org.jspecify.annotations.NullMarked;
