/** Tests of PyTorch's files. */
@NullMarked
package io.github.ncl4j.pytorch;

import org.jspecify.annotations.NullMarked;
