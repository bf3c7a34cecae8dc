package io.github.ncl4j.loss;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * Nested balanced online distillation (NCL, equations 6 to 8): every expert teaches every other.
 *
 * <pre>  1 / (K - 1) * sum_{i != j} mean_n KL( p_j || p_i ),   p_k = softmax(b_k)</pre>
 */
final class NestedBalancedOnlineDistillation {

    private NestedBalancedOnlineDistillation() {}

    /**
     * The distillation among all experts, before its factor.
     *
     * @param logits K x N x C balanced logits, masked or not
     * @return scalar; 0 for a single expert
     */
    static Tensor of(Tensor logits) {
        double others = Math.max(1, logits.size(0) - 1);
        return MutualDistillation.divergence(logits).sum().div(new Scalar(others * logits.size(1)));
    }
}
