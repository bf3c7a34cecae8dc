package io.github.ncl4j.loss;

import io.github.ncl4j.config.LossConfig.OutsideMask;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * The distillation of NCL++ (reference, {@code NBOD_NCL_plus}) among G experts or among G views, on all categories and on the
 * hard ones. Where NBOD divides the sum over the ordered pairs by G - 1, this divides it by the number of unordered pairs:
 *
 * <pre>
 *  all     = 2 / (G (G - 1)) * sum_{i != j} sum_n sum_c       p_jnc (log p_jnc - log p_inc)
 *  partial = 2 / (G (G - 1)) * sum_{i != j} sum_n sum_c m_jnc p_jnc (log p_jnc - log p_inc)
 * </pre>
 *
 * <p>In the reference's partial term p is the softmax over all categories, so that the term can be negative; with {@link
 * OutsideMask#MINUS_INFINITY} it is the softmax over the hard ones, and the term a divergence.
 */
final class NclPlusDistillation {

    private final HardCategoryMining mining;
    private final OutsideMask outside;

    NclPlusDistillation(HardCategoryMining mining, OutsideMask outside) {
        this.mining = mining;
        this.outside = outside;
    }

    /**
     * The two terms, before their factor.
     *
     * @param all sum over the images of the distillation on all categories; scalar
     * @param partial the same on the hard categories; scalar
     */
    record Terms(Tensor all, Tensor partial) {

        private Terms(Tensor all, Tensor partial, double pairs) {
            this(all.sum().div(new Scalar(pairs)), partial.sum().div(new Scalar(pairs)));
        }

        /** Means over the images in place of sums. */
        Terms over(long images) {
            Scalar divisor = new Scalar((double) images);
            return new Terms(all.div(divisor), partial.div(divisor));
        }
    }

    /**
     * The distillation among G distributions of each of N images.
     *
     * @param logits G x N x C balanced logits
     * @param mask of the hard categories; G x N x C, or 1 x N x C for one choice for all
     * @return sums over the images; 0 if G is 1
     */
    Terms among(Tensor logits, Tensor mask) {
        long size = logits.size(0);
        double pairs = Math.max(1, size * (size - 1) / 2);
        Tensor divergence = MutualDistillation.divergence(logits);
        Tensor partial = switch (outside) {
            case ZERO -> divergence.mul(mask);
            case MINUS_INFINITY -> MutualDistillation.divergence(mining.restrict(logits, mask));
        };
        return new Terms(divergence, partial, pairs);
    }
}
