@NullMarked
package io.github.ncl4j.app.onnx;

import org.jspecify.annotations.NullMarked;
