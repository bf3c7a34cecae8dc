@NullMarked
package io.github.ncl4j.app.model;

import org.jspecify.annotations.NullMarked;
