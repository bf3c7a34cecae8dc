/** The commands that use a trained model: they evaluate it, predict and embed with it, or serve it. */
@NullMarked
package io.github.ncl4j.app.predict;

import org.jspecify.annotations.NullMarked;
