package io.github.ncl4j.bench.engine;

import org.bytedeco.javacpp.BoolPointer;
import org.bytedeco.pytorch.T_TensorTensorTensor_T;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/** A batch norm in training. */
final class BatchNormCall implements EngineCall {

    private static final double MOMENTUM = 0.1;
    private static final double EPSILON = 1e-5;

    private final Tensor input;
    private final Tensor outputGradient;
    private final TensorOptional scale;
    private final TensorOptional shift;
    private final TensorOptional runningMean;
    private final TensorOptional runningVariance;
    private final BoolPointer gradients = new BoolPointer(3);

    private BatchNormCall(TensorShape input) {
        long channels = input.size(1);
        this.input = input.noise();
        outputGradient = input.noise();
        scale = new TensorOptional(torch.ones(channels));
        shift = new TensorOptional(torch.zeros(channels));
        runningMean = new TensorOptional(torch.zeros(channels));
        runningVariance = new TensorOptional(torch.ones(channels));
        gradients.put(0, true).put(1, true).put(2, true);
    }

    /** The same norm on noise. */
    static BatchNormCall of(LossGraph.Operator operator) {
        return new BatchNormCall(operator.output());
    }

    @Override
    public Runnable forward() {
        T_TensorTensorTensor_T normed =
                torch.native_batch_norm(input, scale, shift, runningMean, runningVariance, true, MOMENTUM, EPSILON);
        return () -> {
            torch.native_batch_norm_backward(
                    outputGradient,
                    input,
                    scale,
                    runningMean,
                    runningVariance,
                    new TensorOptional(normed.get1()),
                    new TensorOptional(normed.get2()),
                    true,
                    EPSILON,
                    gradients);
            normed.close();
        };
    }

    @Override
    public long parameters() {
        return 2 * input.size(1);
    }
}
