/** A checkpoint as an ONNX file that is compared with libtorch before it is kept. */
@NullMarked
package io.github.ncl4j.app.onnx;

import org.jspecify.annotations.NullMarked;
