package io.github.ncl4j.bench.engine;

import java.util.Objects;
import org.bytedeco.javacpp.BoolPointer;
import org.bytedeco.pytorch.LongArrayRefOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/** A two-dimensional convolution without bias, padded to keep the size at stride 1. */
final class ConvolutionCall implements EngineCall {

    private static final long[] NO_DILATION = {1, 1};
    private static final long[] NO_OUTPUT_PADDING = {0, 0};

    private final Tensor input;
    private final Tensor weight;
    private final Tensor outputGradient;
    private final long[] stride;
    private final long[] padding;
    private final long groups;
    private final BoolPointer gradients = new BoolPointer(3);

    private ConvolutionCall(TensorShape input, TensorShape weight, TensorShape output, boolean inputGradient) {
        this.input = input.noise();
        this.weight = weight.noise();
        outputGradient = output.noise();
        stride = new long[] {ceilOfRatio(input, output, 2), ceilOfRatio(input, output, 3)};
        padding = new long[] {weight.size(2) / 2, weight.size(3) / 2};
        groups = input.size(1) / weight.size(1);
        gradients.put(0, inputGradient).put(1, true).put(2, false);
    }

    /**
     * The same convolution on noise.
     *
     * @param images N x 3 x H x W: the input where no gradient flows to it
     */
    static ConvolutionCall of(LossGraph.Operator operator, TensorShape images) {
        TensorShape input = operator.arguments().get(0);
        TensorShape weight = Objects.requireNonNull(operator.arguments().get(1), "the weight is trained");
        return new ConvolutionCall(
                input == null ? new TensorShape(images.sizes(), weight.type()) : input,
                weight,
                operator.output(),
                input != null);
    }

    private static long ceilOfRatio(TensorShape input, TensorShape output, int dimension) {
        return (input.size(dimension) + output.size(dimension) - 1) / output.size(dimension);
    }

    @Override
    public Runnable forward() {
        Tensor output = torch.conv2d(input, weight, new TensorOptional(), stride, padding, NO_DILATION, groups);
        return () -> {
            backward();
            output.close();
        };
    }

    private void backward() {
        torch.convolution_backward(
                outputGradient,
                input,
                weight,
                new LongArrayRefOptional(),
                stride,
                padding,
                NO_DILATION,
                false,
                NO_OUTPUT_PADDING,
                groups,
                gradients);
    }

    @Override
    public long parameters() {
        return weight.numel();
    }
}
