package io.github.ncl4j.loss;

import io.github.ncl4j.config.LossConfig;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * The loss of nested collaborative learning (Li et al., CVPR 2022, equation 10, without its contrastive term):
 *
 * <pre>  ce_ratio * CE(b) + hcm_ratio * CE(b * m) + nbod_factor * NBOD(b) + nbod_hcm_factor * NBOD(b * m)</pre>
 *
 * <p>with the balanced logits {@code b = z + log n} and the mask {@code m} of the hard categories, chosen once, from the raw
 * logits of expert 0, for all experts. As in the reference, a category outside the mask keeps a logit of 0 and so stays in
 * the softmax. {@link LossConfig.HcmSource} and {@link LossConfig.OutsideMask} name the other choices.
 */
public final class NclLoss implements Objective {

    private final LossConfig.Ncl config;
    private final BalancedSoftmax balancedSoftmax;
    private final HardCategoryMining hardCategoryMining;

    /**
     * Prepares the loss for one training set.
     *
     * @param classCounts training images of each class, all positive
     * @param device where the logits will live
     * @throws IllegalArgumentException if a class has no training image
     */
    public NclLoss(LossConfig.Ncl config, int[] classCounts, Device device) {
        this.config = config;
        balancedSoftmax = new BalancedSoftmax(classCounts, device);
        hardCategoryMining = new HardCategoryMining(
                config.hardCategories(classCounts.length), config.hcmSource(), config.outsideMask());
    }

    /** Parts: {@code ce}, {@code hcm_ce}, {@code nbod}, {@code nbod_hcm}. */
    @Override
    public Value forward(Tensor logits, Tensor targets) {
        Tensor balanced = balancedSoftmax.balance(logits);
        Tensor mask = hardCategoryMining.mask(logits, targets);
        Tensor hard = hardCategoryMining.restrict(balanced, mask);
        Tensor ce = NestedIndividualLearning.crossEntropy(balanced, targets);
        Tensor hcmCe = NestedIndividualLearning.crossEntropy(hard, targets);
        Tensor nbod = NestedBalancedOnlineDistillation.of(balanced);
        Tensor nbodHcm = NestedBalancedOnlineDistillation.of(hard);
        Tensor total = ce.mul(new Scalar(config.ceRatio()))
                .add(hcmCe.mul(new Scalar(config.hcmRatio())))
                .add(nbod.mul(new Scalar(config.nbodFactor())))
                .add(nbodHcm.mul(new Scalar(config.nbodHcmFactor())));
        Map<String, Tensor> parts = new LinkedHashMap<>();
        parts.put("ce", ce);
        parts.put("hcm_ce", hcmCe);
        parts.put("nbod", nbod);
        parts.put("nbod_hcm", nbodHcm);
        return new Value(total, parts, hardCategoryMining.counts(mask, targets));
    }

    /** Frees the logarithms of the class counts. */
    @Override
    public void close() {
        balancedSoftmax.close();
    }
}
