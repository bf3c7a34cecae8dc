/** PyTorch's checkpoint files and other Python pickles of data: read without running anything, and written. */
@NullMarked
package io.github.ncl4j.pytorch;

import org.jspecify.annotations.NullMarked;
