package io.github.ncl4j.loss;

import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Hard category mining (NCL, section 3.3): for each image the categories that the model most takes it for, and the target.
 */
final class HardCategoryMining {

    private final int hardCategories;

    /**
     * Sets the size of the subset.
     *
     * @param hardCategories H, the target included, at least 1
     */
    HardCategoryMining(int hardCategories) {
        if (hardCategories < 1) {
            throw new IllegalArgumentException("hcm_n must be at least 1, not " + hardCategories);
        }
        this.hardCategories = hardCategories;
    }

    /**
     * Chooses the hard categories. No gradient flows through the choice. Ties are broken in a way that the engine decides.
     *
     * @param logits N x C raw logits, before class counts are added (reference, line 91)
     * @param targets N classes
     * @return N x C of the logits' type, 1 for the target and the H - 1 other categories with the highest logits, else 0;
     *     all 1 if H is at least C
     */
    Tensor mask(Tensor logits, Tensor targets) {
        try (NoGradGuard noGrad = new NoGradGuard()) {
            long classes = logits.size(1);
            if (hardCategories >= classes) {
                return torch.ones_like(logits);
            }
            Tensor targetFirst = logits.detach().scatter(1, targets.unsqueeze(1), new Scalar(Float.MAX_VALUE));
            Tensor hardest = targetFirst.topk(hardCategories, 1, true, false).get1();
            return torch.zeros_like(logits).scatter(1, hardest, new Scalar(1f));
        }
    }
}
