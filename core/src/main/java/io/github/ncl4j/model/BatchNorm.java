package io.github.ncl4j.model;

import io.github.ncl4j.distributed.BatchNormalization;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/**
 * Batch normalisation over N, H and W (Ioffe and Szegedy, ICML 2015), by PyTorch's defaults with epsilon 1e-5 and running
 * statistics with momentum 0.1; the running variance comes from the unbiased batch variance. Where several processes train, the
 * batch is that of all of them.
 */
final class BatchNorm implements Layer {

    private static final double MOMENTUM = 0.1;
    private static final double EPSILON = 1e-5;

    private final Tensor weight;
    private final Tensor bias;
    private final Tensor runningMean;
    private final Tensor runningVariance;
    private final BatchNormalization inTraining;
    private final double momentum;
    private final double epsilon;

    /** With PyTorch's momentum and epsilon. */
    BatchNorm(Weights weights, int channels) {
        this(weights, channels, MOMENTUM, EPSILON);
    }

    /**
     * With others.
     *
     * @param momentum the part of a batch's statistics in the new running ones, in (0, 1]
     * @param epsilon added to the variance, above 0
     */
    BatchNorm(Weights weights, int channels, double momentum, double epsilon) {
        weight = weights.parameter("weight", torch.ones(channels));
        bias = weights.parameter("bias", torch.zeros(channels));
        runningMean = weights.buffer("running_mean", torch.zeros(channels));
        runningVariance = weights.buffer("running_var", torch.ones(channels));
        inTraining = weights.batchNorm();
        this.momentum = momentum;
        this.epsilon = epsilon;
    }

    @Override
    public Tensor forward(Tensor input, boolean training) {
        if (training) {
            return inTraining.forward(input, weight, bias, runningMean, runningVariance, momentum, epsilon);
        }
        return torch.batch_norm(
                input,
                new TensorOptional(weight),
                new TensorOptional(bias),
                new TensorOptional(runningMean),
                new TensorOptional(runningVariance),
                false,
                momentum,
                epsilon,
                true);
    }
}
