/** Trained ensembles as ONNX models, and the engine's own evaluation of such a model's nodes to check others by. */
@NullMarked
package io.github.ncl4j.onnx;

import org.jspecify.annotations.NullMarked;
