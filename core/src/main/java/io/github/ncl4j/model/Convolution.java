package io.github.ncl4j.model;

import org.bytedeco.pytorch.GeneratorOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/** A square two-dimensional convolution without bias, of an odd size, padded to keep the size of its input at stride 1. */
final class Convolution implements Layer {

    private static final long[] NO_DILATION = {1, 1};

    private final Tensor weight;
    private final long[] stride;
    private final long[] padding;
    private final int groups;
    private final boolean same;

    private Convolution(Tensor weight, int stride, int groups, boolean same) {
        this.weight = weight;
        this.stride = new long[] {stride, stride};
        this.padding = new long[] {weight.size(2) / 2, weight.size(3) / 2};
        this.groups = groups;
        this.same = same;
    }

    /** Weights start as {@code N(0, 2 / fan_in)}: He et al., ICCV 2015, equation 10. */
    static Convolution normal(Weights weights, int in, int out, int size, int stride) {
        double deviation = Math.sqrt(2.0 / ((double) in * size * size));
        Tensor initial =
                weights.initial(value -> value.normal_(0, deviation, new GeneratorOptional()), out, in, size, size);
        return new Convolution(weights.parameter("weight", initial), stride, 1, false);
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
        return new Convolution(weights.parameter("weight", initial), stride, groups, false);
    }

    /**
     * Pads as TensorFlow's SAME does: {@code max((ceil(size / stride) - 1) * stride + kernel - size, 0)} in all, the smaller half before,
     * so that at a stride of 2 an even size has one pixel more after than before. Weights start as {@code N(0, 2 / fan_out)}, as in
     * TensorFlow's EfficientNets, where the fan of a depthwise convolution is its kernel.
     *
     * @param groups of channels, each of which sees its own part of the input alone
     */
    static Convolution same(Weights weights, int in, int out, int size, int stride, int groups) {
        double deviation = Math.sqrt(2.0 / ((double) out / groups * size * size));
        Tensor initial = weights.initial(
                value -> value.normal_(0, deviation, new GeneratorOptional()), out, in / groups, size, size);
        return new Convolution(weights.parameter("weight", initial), stride, groups, true);
    }

    /** N x in x H x W to N x out x ceil(H / stride) x ceil(W / stride). */
    @Override
    public Tensor forward(Tensor input, boolean training) {
        return same && stride[0] > 1 ? strided(input) : convolved(input, padding);
    }

    /**
     * SAME at a stride. Where an axis needs one pixel more after than before, both sides get enough of them for one output more, which is
     * left out: the engine pads both sides alike, and a padded copy of the input costs a fifth of a network's time.
     */
    private Tensor strided(Tensor input) {
        long[] both = new long[2];
        boolean[] uneven = new boolean[2];
        for (int axis = 0; axis < 2; axis++) {
            long size = input.size(axis + 2);
            long outputs = (size + stride[axis] - 1) / stride[axis];
            long total = Math.max((outputs - 1) * stride[axis] + weight.size(axis + 2) - size, 0);
            uneven[axis] = total % 2 == 1;
            both[axis] = total / 2 + (uneven[axis] ? stride[axis] : 0);
        }
        Tensor output = convolved(input, both);
        for (int axis = 0; axis < 2; axis++) {
            if (uneven[axis]) {
                output = output.narrow(axis + 2, 1, output.size(axis + 2) - 1);
            }
        }
        return output;
    }

    private Tensor convolved(Tensor input, long[] padding) {
        return torch.conv2d(input, weight, new TensorOptional(), stride, padding, NO_DILATION, groups);
    }
}
