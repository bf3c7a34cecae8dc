package io.github.ncl4j.bench.engine;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;

/**
 * The shape and the type of a tensor.
 *
 * @param sizes outermost first
 */
@SuppressWarnings("ArrayRecordComponent") // handed on, never compared
public record TensorShape(long[] sizes, torch.ScalarType type) {

    public static TensorShape of(Tensor tensor) {
        return new TensorShape(tensor.shape(), tensor.scalar_type());
    }

    long size(int dimension) {
        return sizes[dimension];
    }

    /** Normal noise of this shape on the CPU; four dimensions are channels-last in memory, as in training. */
    Tensor noise() {
        Tensor noise = torch.randn(sizes, new TensorOptions(type));
        return noise.dim() == 4 ? noise.contiguous(torch.MemoryFormat.ChannelsLast) : noise;
    }
}
