package io.github.ncl4j.loss;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * Nested balanced online distillation (NCL, equations 6 to 8): every expert teaches every other.
 *
 * <pre>  1 / (K - 1) * sum_{i != j} mean_n KL( p_j || p_i ),   p_k = softmax(b_k)</pre>
 *
 * <p>As in the reference, the student's logarithm is {@code log(p_i + 1e-9)}, the teacher's is exact, and gradients flow
 * through both sides.
 */
final class NestedBalancedOnlineDistillation {

    private static final double EPSILON = 1e-9;

    private NestedBalancedOnlineDistillation() {}

    /**
     * The distillation among all experts, before its factor.
     *
     * @param logits K x N x C balanced logits, masked or not
     * @return scalar; 0 for a single expert
     */
    static Tensor of(Tensor logits) {
        long experts = logits.size(0);
        if (experts == 1) {
            return logits.sum().mul(new Scalar(0.0));
        }
        Tensor teacherLog = logits.log_softmax(2);
        Tensor teacher = logits.softmax(2);
        Tensor studentLog = teacher.add(new Scalar(EPSILON)).log();
        // sum_{i != j} p_j (log p_j - q_i) = sum_j p_j ((K - 1) log p_j - (sum_i q_i - q_j)): K terms in place of K (K
        // - 1).
        // p log p with log_softmax, not log(p): where p underflows to 0, kl_div's gradient would be NaN (golden notes
        // 2.13).
        Tensor otherStudents = studentLog.sum(0).sub(studentLog);
        Tensor divergence =
                teacher.mul(teacherLog.mul(new Scalar((double) (experts - 1))).sub(otherStudents));
        return divergence.sum().div(new Scalar((double) ((experts - 1) * logits.size(1))));
    }
}
