package io.github.ncl4j.benchmarks;

import org.bytedeco.javacpp.BoolPointer;
import org.bytedeco.pytorch.LongArrayRefOptional;
import org.bytedeco.pytorch.T_TensorTensorTensor_T;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/** A 3 x 3 convolution and the batch norm of its output. */
final class ConvolutionAndNorm implements EngineCall {

    private static final long[] ONE = {1, 1};
    private static final long[] ZERO = {0, 0};
    private static final double MOMENTUM = 0.1;
    private static final double EPSILON = 1e-5;

    private final long[] stride;
    private final Tensor input;
    private final Tensor weight;
    private final Tensor outputGradient;
    private final TensorOptional scale;
    private final TensorOptional shift;
    private final TensorOptional runningMean;
    private final TensorOptional runningVariance;
    private final BoolPointer convolutionGradients = new BoolPointer(3);
    private final BoolPointer normGradients = new BoolPointer(3);
    private final long parameters;

    /**
     * Fills the tensors with noise.
     *
     * @param size of the square input
     * @param inputGradient false for the first layer, whose input is the images
     */
    ConvolutionAndNorm(int batch, int in, int out, int size, int stride, boolean inputGradient) {
        this.stride = new long[] {stride, stride};
        input = channelsLast(batch, in, size, size);
        weight = channelsLast(out, in, 3, 3);
        outputGradient = channelsLast(batch, out, size / stride, size / stride);
        scale = new TensorOptional(torch.ones(out));
        shift = new TensorOptional(torch.zeros(out));
        runningMean = new TensorOptional(torch.zeros(out));
        runningVariance = new TensorOptional(torch.ones(out));
        convolutionGradients.put(0, inputGradient).put(1, true).put(2, false);
        normGradients.put(0, true).put(1, true).put(2, true);
        parameters = weight.numel() + 2L * out;
    }

    private static Tensor channelsLast(long... shape) {
        return torch.randn(shape).contiguous(torch.MemoryFormat.ChannelsLast);
    }

    @Override
    public Runnable forward() {
        Tensor convolved = torch.conv2d(input, weight, new TensorOptional(), stride, ONE, ONE, 1);
        T_TensorTensorTensor_T normed =
                torch.native_batch_norm(convolved, scale, shift, runningMean, runningVariance, true, MOMENTUM, EPSILON);
        return () -> {
            backward(convolved, normed);
            normed.close();
            convolved.close();
        };
    }

    private void backward(Tensor convolved, T_TensorTensorTensor_T normed) {
        Tensor convolvedGradient = torch.native_batch_norm_backward(
                        outputGradient,
                        convolved,
                        scale,
                        runningMean,
                        runningVariance,
                        new TensorOptional(normed.get1()),
                        new TensorOptional(normed.get2()),
                        true,
                        EPSILON,
                        normGradients)
                .get0();
        torch.convolution_backward(
                convolvedGradient,
                input,
                weight,
                new LongArrayRefOptional(),
                stride,
                ONE,
                ONE,
                false,
                ZERO,
                1,
                convolutionGradients);
    }

    @Override
    public long parameters() {
        return parameters;
    }
}
