package io.github.ncl4j.loss;

import io.github.ncl4j.config.LossConfig;
import java.util.Arrays;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Label-distribution-aware margin loss (Cao et al., "Learning Imbalanced Datasets with Label-Distribution-Aware Margin
 * Loss", NeurIPS 2019, equations 10 and 13):
 *
 * <pre>  CE( s * (z - d_y e_y), y ),   d_c = max_margin * (n_min / n_c)^(1/4)</pre>
 *
 * <p>Meant for logits in [-1, 1], those of the classifier {@code normalized}; the scale {@code s} is not part of the model, as
 * in the authors' code. With margin 0 and scale 1 it is plain cross-entropy.
 */
public final class LdamLoss implements ImageLoss {

    private final PerClass margins;
    private final double scale;

    /**
     * Prepares the loss for one training set.
     *
     * @param classCounts training images of each class, all positive
     * @param device where the logits will live
     * @throws IllegalArgumentException if a class has no training image
     */
    public LdamLoss(LossConfig.Ldam config, int[] classCounts, Device device) {
        double[] counts = PerClass.positive(classCounts, "its margin");
        double least = Arrays.stream(counts).min().orElseThrow();
        double[] perClass = Arrays.stream(counts)
                .map(count -> config.maxMargin() * Math.sqrt(Math.sqrt(least / count)))
                .toArray();
        margins = new PerClass(perClass, device);
        scale = config.scale();
    }

    /** {@code ldam}. */
    @Override
    public String part() {
        return "ldam";
    }

    @Override
    public Tensor perImage(Tensor logits, Tensor targets) {
        Tensor isTarget =
                torch.zeros_like(logits.select(0, 0)).scatter(1, targets.unsqueeze(1), new Scalar(1f)); // N x C
        Tensor reduced = logits.sub(margins.values().mul(isTarget));
        return CrossEntropyLoss.of(reduced.mul(new Scalar(scale)), targets, 0);
    }

    /** Frees the margins. */
    @Override
    public void close() {
        margins.close();
    }
}
