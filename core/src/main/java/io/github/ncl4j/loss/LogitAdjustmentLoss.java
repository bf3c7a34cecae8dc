package io.github.ncl4j.loss;

import io.github.ncl4j.config.LossConfig;
import java.util.Arrays;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;

/**
 * Logit adjustment in the loss (Menon et al., "Long-tail Learning via Logit Adjustment", ICLR 2021, equation 10):
 *
 * <pre>  CE( z + tau * log pi, y ),   pi_c = n_c / sum_j n_j</pre>
 *
 * <p>The raw logits {@code z} predict. With equal counts, and with tau 0, it is plain cross-entropy; with tau 1 it is
 * {@link BalancedSoftmaxLoss}. The same shift after training instead, with the other sign, is {@code
 * evaluate.LogitAdjustment}.
 */
public final class LogitAdjustmentLoss implements ImageLoss {

    private final PerClass adjustment;

    /**
     * Prepares the loss for one training set.
     *
     * @param classCounts training images of each class, all positive
     * @param device where the logits will live
     * @throws IllegalArgumentException if a class has no training image
     */
    public LogitAdjustmentLoss(LossConfig.LogitAdjustment config, int[] classCounts, Device device) {
        double[] counts = PerClass.positive(classCounts, "the logarithm of its share");
        double images = Arrays.stream(counts).sum();
        adjustment = new PerClass(
                Arrays.stream(counts)
                        .map(count -> config.tau() * Math.log(count / images))
                        .toArray(),
                device);
    }

    /** {@code adjusted_ce}. */
    @Override
    public String part() {
        return "adjusted_ce";
    }

    @Override
    public Tensor perImage(Tensor logits, Tensor targets) {
        return CrossEntropyLoss.of(logits.add(adjustment.values()), targets, 0);
    }

    /** Frees the logarithms of the shares. */
    @Override
    public void close() {
        adjustment.close();
    }
}
