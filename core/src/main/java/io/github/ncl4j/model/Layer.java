package io.github.ncl4j.model;

import org.bytedeco.pytorch.Tensor;

/**
 * A differentiable function with named weights: the one way of writing a module here. A layer asks a {@link Weights} for
 * its tensors in its constructor and keeps them in fields; {@code forward} is ordinary code over them.
 */
public interface Layer {

    /**
     * Computes the output, which belongs to the caller's scope.
     *
     * @param input borrowed
     * @param training whether batch norm uses, and updates its running statistics from, the batch, and dropout drops
     */
    Tensor forward(Tensor input, boolean training);
}
