package io.github.ncl4j.loss;

import io.github.ncl4j.config.LossConfig;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;

/**
 * Class-balanced loss (Cui et al., "Class-Balanced Loss Based on Effective Number of Samples", CVPR 2019, equation 10, on
 * the softmax forms of cross-entropy, equation 12, and of focal loss):
 *
 * <pre>  w_y * base,   w_c ~ (1 - beta) / (1 - beta^n_c),   mean_c w_c = 1</pre>
 *
 * <p>The batch is averaged by its number of images, not by the sum of their weights. With equal counts, and with beta 0, it is
 * the base.
 */
public final class ClassBalancedLoss implements ImageLoss {

    private final ImageLoss base;
    private final PerClass weights;

    /**
     * Prepares the loss for one training set.
     *
     * @param classCounts training images of each class, all positive
     * @param device where the logits will live
     * @throws IllegalArgumentException if a class has no training image
     */
    public ClassBalancedLoss(LossConfig.ClassBalanced config, int[] classCounts, Device device) {
        base = config.base() == LossConfig.ClassBalanced.Base.FOCAL
                ? new FocalLoss(config.gamma())
                : new CrossEntropyLoss();
        weights = new PerClass(EffectiveNumber.weights(classCounts, config.beta()), device);
    }

    /** {@code class_balanced}. */
    @Override
    public String part() {
        return "class_balanced";
    }

    @Override
    public Tensor perImage(Tensor logits, Tensor targets) {
        return base.perImage(logits, targets).mul(weights.of(targets));
    }

    /** Frees the weights of the classes. */
    @Override
    public void close() {
        weights.close();
    }
}
