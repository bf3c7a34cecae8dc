/** Operations on 8-bit RGB images and the pipelines that the configuration declares. */
@NullMarked
package io.github.ncl4j.augment;

import org.jspecify.annotations.NullMarked;
