/** What a model can and cannot see: accuracy by expert, shot group and class. */
@NullMarked
package io.github.ncl4j.evaluate;

import org.jspecify.annotations.NullMarked;
