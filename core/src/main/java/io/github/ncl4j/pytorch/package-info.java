/** PyTorch's checkpoint files: tensors in dictionaries, read without running anything, and written. */
@NullMarked
package io.github.ncl4j.pytorch;

import org.jspecify.annotations.NullMarked;
