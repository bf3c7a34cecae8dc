/** Prediction from an exported model: one file, one class, over ONNX Runtime and without the training engine. */
@NullMarked
package io.github.ncl4j.predict;

import org.jspecify.annotations.NullMarked;
