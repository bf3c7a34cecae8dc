package io.github.ncl4j.loss;

import io.github.ncl4j.config.LossConfig;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * The loss of NCL++ (reference, {@code NIL_NBOD_plus}): nested individual learning as in {@link NclLoss}, and distillation
 * both among the K experts and, within each expert, among the V views of an image.
 *
 * <pre>
 *  ce_ratio * CE(b) + hcm_ratio * CE(b * m)
 *    + nbod_factor * ( mean over V N rows of the inter terms + sum over k, mean over N images of the intra terms )
 * </pre>
 *
 * <p>{@code b} and {@code m} are those of {@link NclLoss}; the terms are those of {@link NclPlusDistillation}. Both means of
 * CE are over the V N rows. As in the reference, the mask of the first view serves all views in the intra terms.
 */
public final class NclPlusLoss implements Objective {

    private final LossConfig.NclPlus config;
    private final int views;
    private final BalancedSoftmax balancedSoftmax;
    private final HardCategoryMining mining;
    private final NclPlusDistillation distillation;

    /**
     * Prepares the loss for one training set.
     *
     * @param views V, views of each image in a batch, at least 1
     * @param classCounts training images of each class, all positive
     * @param device where the logits will live
     * @throws IllegalArgumentException if a class has no training image, or there is no view
     */
    public NclPlusLoss(LossConfig.NclPlus config, int views, int[] classCounts, Device device) {
        if (views < 1) {
            throw new IllegalArgumentException("views must be at least 1, not " + views);
        }
        this.config = config;
        this.views = views;
        mining = new HardCategoryMining(
                config.hardCategories(classCounts.length), config.hcmSource(), config.outsideMask());
        distillation = new NclPlusDistillation(mining, config.outsideMask());
        balancedSoftmax = new BalancedSoftmax(classCounts, device);
    }

    /**
     * Parts: {@code ce}, {@code hcm_ce}, {@code inter}, {@code inter_hcm}, {@code intra}, {@code intra_hcm}.
     *
     * @param logits K x (V * N) x C: the first view of every image, then the second of every image, and so on
     * @param targets V * N classes, the same N for each view
     * @throws IllegalArgumentException if the rows are not V for each image
     */
    @Override
    public Value forward(Tensor logits, Tensor targets) {
        long rows = logits.size(1);
        if (rows % views != 0) {
            throw new IllegalArgumentException(rows + " rows are not " + views + " views of each image");
        }
        Tensor balanced = balancedSoftmax.balance(logits);
        Tensor mask = mining.mask(logits, targets);
        Tensor ce = NestedIndividualLearning.crossEntropy(balanced, targets);
        Tensor hcmCe = NestedIndividualLearning.crossEntropy(mining.restrict(balanced, mask), targets);
        NclPlusDistillation.Terms inter = distillation.among(balanced, mask).over(rows);
        NclPlusDistillation.Terms intra = intra(balanced, mask);
        Tensor nbod = inter.all().add(inter.partial()).add(intra.all()).add(intra.partial());
        Tensor total = ce.mul(new Scalar(config.ceRatio()))
                .add(hcmCe.mul(new Scalar(config.hcmRatio())))
                .add(nbod.mul(new Scalar(config.nbodFactor())));
        Map<String, Tensor> parts = new LinkedHashMap<>();
        parts.put("ce", ce);
        parts.put("hcm_ce", hcmCe);
        parts.put("inter", inter.all());
        parts.put("inter_hcm", inter.partial());
        parts.put("intra", intra.all());
        parts.put("intra_hcm", intra.partial());
        return new Value(total, parts, mining.counts(mask, targets));
    }

    /** Experts become images: to its views, what an expert says of an image is no business of the other experts. */
    private NclPlusDistillation.Terms intra(Tensor balanced, Tensor mask) {
        long experts = balanced.size(0);
        long images = balanced.size(1) / views;
        long classes = balanced.size(2);
        Tensor byView = balanced.view(experts, views, images, classes)
                .transpose(0, 1)
                .reshape(views, experts * images, classes);
        Tensor firstView =
                mask.narrow(1, 0, images).expand(experts, images, classes).reshape(1, experts * images, classes);
        return distillation.among(byView, firstView).over(images);
    }

    /** Frees the logarithms of the class counts. */
    @Override
    public void close() {
        balancedSoftmax.close();
    }
}
