package io.github.ncl4j.model;

import org.bytedeco.pytorch.GeneratorOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/** A square two-dimensional convolution without bias, padded to keep the size at stride 1. */
final class Convolution implements Layer {

    private static final long[] NO_DILATION = {1, 1};

    private final Tensor weight;
    private final long[] stride;
    private final long[] padding;

    /** Weights start as {@code N(0, 2 / fan_in)}: He et al., ICCV 2015, equation 10. */
    Convolution(Weights weights, int in, int out, int size, int stride) {
        double deviation = Math.sqrt(2.0 / ((double) in * size * size));
        this.weight = weights.parameter(
                "weight", torch.empty(out, in, size, size).normal_(0, deviation, new GeneratorOptional()));
        this.stride = new long[] {stride, stride};
        this.padding = new long[] {size / 2, size / 2};
    }

    /** N x in x H x W to N x out x ceil(H / stride) x ceil(W / stride). */
    @Override
    public Tensor forward(Tensor input, boolean training) {
        return torch.conv2d(input, weight, new TensorOptional(), stride, padding, NO_DILATION, 1);
    }
}
