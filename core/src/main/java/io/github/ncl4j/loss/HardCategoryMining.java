package io.github.ncl4j.loss;

import io.github.ncl4j.config.LossConfig.HcmSource;
import io.github.ncl4j.config.LossConfig.OutsideMask;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/**
 * Hard category mining (NCL, section 3.3): for each image the categories that the model most takes it for, and the target.
 */
final class HardCategoryMining {

    /**
     * The logit that stands for minus infinity. Its softmax is exactly 0 beside any logit of a network, and 0 times its
     * logarithm is 0, where 0 times infinity would be NaN.
     */
    private static final double MINUS_INFINITY = -1e9;

    private final int hardCategories;
    private final HcmSource source;
    private final OutsideMask outside;

    /**
     * Sets the size of the subset.
     *
     * @param hardCategories H, the target included, at least 1
     * @param source whose logits choose
     * @param outside what becomes of the other categories
     */
    HardCategoryMining(int hardCategories, HcmSource source, OutsideMask outside) {
        if (hardCategories < 1) {
            throw new IllegalArgumentException("hcm_n must be at least 1, not " + hardCategories);
        }
        this.hardCategories = hardCategories;
        this.source = source;
        this.outside = outside;
    }

    /**
     * Chooses the hard categories. No gradient flows through the choice. Ties are broken in a way that the engine decides.
     *
     * @param logits K x N x C raw logits, before class counts are added (reference, line 91)
     * @param targets N classes
     * @return 1 x N x C if expert 0 chooses for all, else K x N x C, of the logits' type: 1 for the target and the H - 1
     *     other categories with the highest logits, else 0; all 1 if H is at least C
     */
    Tensor mask(Tensor logits, Tensor targets) {
        try (NoGradGuard noGrad = new NoGradGuard()) {
            Tensor choosing = source == HcmSource.FIRST_EXPERT ? logits.narrow(0, 0, 1) : logits;
            if (hardCategories >= choosing.size(2)) {
                return torch.ones_like(choosing);
            }
            Tensor target = targets.view(1, -1, 1).expand(choosing.size(0), -1, -1);
            Tensor targetFirst = choosing.detach().scatter(2, target, new Scalar(Float.MAX_VALUE));
            Tensor hardest = targetFirst.topk(hardCategories, 2, true, false).get1();
            return torch.zeros_like(choosing).scatter(2, hardest, new Scalar(1f));
        }
    }

    /**
     * How often each category was chosen beside the target. Nothing waits for the engine here: what is counted stays where the
     * logits are.
     *
     * @param mask that {@link #mask} gave
     * @param targets N classes
     * @return null if H is at least C, where nothing is chosen
     */
    Objective.@Nullable HardCategories counts(Tensor mask, Tensor targets) {
        if (hardCategories >= mask.size(2)) {
            return null;
        }
        try (NoGradGuard noGrad = new NoGradGuard()) {
            // Every choice has the target once. Whole numbers, so the order of the additions is nothing to the result.
            Tensor ofTarget =
                    torch.full_like(targets, new Scalar(-mask.size(0))).to(mask.scalar_type());
            return new Objective.HardCategories(
                    mask.sum(0, 1).scatter_add(0, targets, ofTarget), mask.size(0) * mask.size(1));
        }
    }

    /**
     * The logits whose softmax the losses on the hard categories take. Gradients flow to the hard categories alone.
     *
     * @param logits K x N x C
     * @param mask that {@link #mask} gave, or a part of it that can be broadcast
     * @return K x N x C
     */
    Tensor restrict(Tensor logits, Tensor mask) {
        return switch (outside) {
            case ZERO -> logits.mul(mask);
            case MINUS_INFINITY -> logits.masked_fill(mask.eq(new Scalar(0f)), new Scalar(MINUS_INFINITY));
        };
    }
}
