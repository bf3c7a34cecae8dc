/** A trained model that classifies batches of images of one size, whether libtorch or ONNX Runtime computes it. */
@NullMarked
package io.github.ncl4j.serve.model;

import org.jspecify.annotations.NullMarked;
