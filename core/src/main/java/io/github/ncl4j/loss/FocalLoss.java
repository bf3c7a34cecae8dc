package io.github.ncl4j.loss;

import io.github.ncl4j.config.LossConfig;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * Focal loss (Lin et al., "Focal Loss for Dense Object Detection", ICCV 2017, equation 4), in its form for softmax:
 *
 * <pre>  -(1 - p_y)^gamma log p_y,   p = softmax(z)</pre>
 *
 * <p>so that images which are right already count for little. With gamma 0 it is plain cross-entropy.
 */
public final class FocalLoss implements ImageLoss {

    /** Below it the slope of the power would be infinite for a gamma under 1, and the gradient NaN. */
    private static final double LEAST_DOUBT = 1e-12;

    private final double gamma;

    /** Keeps the configuration. */
    public FocalLoss(LossConfig.Focal config) {
        this(config.gamma());
    }

    /**
     * The loss with one exponent.
     *
     * @param gamma at least 0
     */
    FocalLoss(double gamma) {
        this.gamma = gamma;
    }

    /** {@code focal}. */
    @Override
    public String part() {
        return "focal";
    }

    @Override
    public Tensor perImage(Tensor logits, Tensor targets) {
        Tensor crossEntropy = CrossEntropyLoss.of(logits, targets, 0);
        // 1 - p = -expm1(log p) keeps the digits that 1 - exp(log p) would lose where p is near 1.
        Tensor doubt = crossEntropy.neg().expm1().neg().clamp_min(new Scalar(LEAST_DOUBT));
        return doubt.pow(new Scalar(gamma)).mul(crossEntropy);
    }
}
