/** Images: files decoded to 8-bit RGB, and what scales and cuts them, without the engine. */
@NullMarked
package io.github.ncl4j.image;

import org.jspecify.annotations.NullMarked;
