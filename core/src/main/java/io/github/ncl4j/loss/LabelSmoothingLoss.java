package io.github.ncl4j.loss;

import io.github.ncl4j.config.LossConfig;
import org.bytedeco.pytorch.Tensor;

/**
 * Cross-entropy with smoothed labels (Szegedy et al., "Rethinking the Inception Architecture for Computer Vision", CVPR
 * 2016, section 7):
 *
 * <pre>  -(1 - epsilon) log p_y - epsilon / C * sum_c log p_c,   p = softmax(z)</pre>
 *
 * <p>With epsilon 0 it is plain cross-entropy.
 */
public final class LabelSmoothingLoss implements ImageLoss {

    private final double epsilon;

    /** Keeps the configuration. */
    public LabelSmoothingLoss(LossConfig.LabelSmoothing config) {
        epsilon = config.epsilon();
    }

    /** {@code smoothed_ce}. */
    @Override
    public String part() {
        return "smoothed_ce";
    }

    @Override
    public Tensor perImage(Tensor logits, Tensor targets) {
        return CrossEntropyLoss.of(logits, targets, epsilon);
    }
}
