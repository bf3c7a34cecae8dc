package io.github.ncl4j.distributed;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/** Batch normalisation in training (Ioffe and Szegedy, ICML 2015): of which images the statistics are. */
public interface BatchNormalization {

    /** The engine's own: each process normalises by the statistics of its own batch. */
    BatchNormalization OWN_BATCH =
            (input, weight, bias, runningMean, runningVariance, momentum, epsilon) -> torch.batch_norm(
                    input,
                    new TensorOptional(weight),
                    new TensorOptional(bias),
                    new TensorOptional(runningMean),
                    new TensorOptional(runningVariance),
                    true,
                    momentum,
                    epsilon,
                    true);

    /**
     * Normalises each channel over N, H and W, and moves the running statistics towards the batch's.
     *
     * @param input N x C x H x W
     * @param weight C factors after the normalisation
     * @param bias C summands after it
     * @param runningMean C, updated in place
     * @param runningVariance C, updated in place, from the unbiased variance
     * @param momentum share of the batch in the new running statistics
     * @param epsilon added to the variance
     * @return of the shape of {@code input}; gradients flow to the input, the weight and the bias
     */
    Tensor forward(
            Tensor input,
            Tensor weight,
            Tensor bias,
            Tensor runningMean,
            Tensor runningVariance,
            double momentum,
            double epsilon);
}
