/** A trained model from whatever file a user names, and the images to measure it on. */
@NullMarked
package io.github.ncl4j.app.trained;

import org.jspecify.annotations.NullMarked;
