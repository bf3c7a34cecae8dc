package io.github.ncl4j.loss;

import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;

/**
 * Balanced softmax (Ren et al., "Balanced Meta-Softmax for Long-Tailed Visual Recognition", NeurIPS 2020, equation 3):
 *
 * <pre>  -log( n_y exp(z_y) / sum_c n_c exp(z_c) )</pre>
 *
 * <p>the cross-entropy of {@code z + log n}. The raw logits {@code z} predict. With equal counts it
 * is plain cross-entropy; it is {@link LogitAdjustmentLoss} with tau 1.
 */
public final class BalancedSoftmaxLoss implements ImageLoss {

    private final BalancedSoftmax balancedSoftmax;

    /**
     * Prepares the loss for one training set.
     *
     * @param classCounts training images of each class, all positive
     * @param device where the logits will live
     * @throws IllegalArgumentException if a class has no training image
     */
    public BalancedSoftmaxLoss(int[] classCounts, Device device) {
        balancedSoftmax = new BalancedSoftmax(classCounts, device);
    }

    /** {@code balanced_ce}. */
    @Override
    public String part() {
        return "balanced_ce";
    }

    @Override
    public Tensor perImage(Tensor logits, Tensor targets) {
        return CrossEntropyLoss.of(balancedSoftmax.balance(logits), targets, 0);
    }

    /** Frees the logarithms of the class counts. */
    @Override
    public void close() {
        balancedSoftmax.close();
    }
}
