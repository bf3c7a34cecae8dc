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
    private final int groups;

    private Convolution(Tensor weight, int stride, int groups) {
        this.weight = weight;
        this.stride = new long[] {stride, stride};
        this.padding = new long[] {weight.size(2) / 2, weight.size(3) / 2};
        this.groups = groups;
    }

    /** Weights start as {@code N(0, 2 / fan_in)}: He et al., ICCV 2015, equation 10. */
    static Convolution normal(Weights weights, int in, int out, int size, int stride) {
        double deviation = Math.sqrt(2.0 / ((double) in * size * size));
        Tensor initial =
                weights.initial(value -> value.normal_(0, deviation, new GeneratorOptional()), out, in, size, size);
        return new Convolution(weights.parameter("weight", initial), stride, 1);
    }

    /**
     * Weights start uniform in {@code +-1 / sqrt(fan_in)}: PyTorch's default.
     *
     * @param groups of channels, each of which sees its own part of the input alone
     */
    static Convolution uniform(Weights weights, int in, int out, int size, int stride, int groups) {
        double bound = 1 / Math.sqrt((double) in / groups * size * size);
        Tensor initial = weights.initial(
                value -> value.uniform_(-bound, bound, new GeneratorOptional()), out, in / groups, size, size);
        return new Convolution(weights.parameter("weight", initial), stride, groups);
    }

    /** N x in x H x W to N x out x ceil(H / stride) x ceil(W / stride). */
    @Override
    public Tensor forward(Tensor input, boolean training) {
        return torch.conv2d(input, weight, new TensorOptional(), stride, padding, NO_DILATION, groups);
    }
}
