package io.github.ncl4j.loss;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * Distributions that teach each other: G experts about the same image, or G views of one image to the same expert.
 *
 * <p>As in the reference, the student's logarithm is {@code log(p + 1e-9)}, the teacher's is exact, and gradients flow
 * through both sides.
 */
final class MutualDistillation {

    private static final double EPSILON = 1e-9;

    private MutualDistillation() {}

    /**
     * What each category adds to the divergences of the others from each teacher. The sum over g and c is the sum of {@code
     * KL(p_j || p_i)} over all ordered pairs of i and j.
     *
     * <pre>  d_jnc = sum_{i != j} p_jnc * (log p_jnc - log(p_inc + 1e-9)),   p_g = softmax(b_g)</pre>
     *
     * <p>Where {@code p_jnc} underflows to 0, the value and the gradient through the teacher are 0.
     *
     * @param logits G x N x C balanced logits, masked or not
     * @return G x N x C; all 0 if G is 1
     */
    static Tensor divergence(Tensor logits) {
        double others = logits.size(0) - 1.0;
        Tensor teacherLog = logits.log_softmax(2);
        Tensor teacher = logits.softmax(2);
        Tensor studentLog = teacher.add(new Scalar(EPSILON)).log();
        // Each teacher against the sum of its students, q_i = log(p_i + 1e-9): G terms in place of G (G - 1).
        // p log p with log_softmax, not log(p): where p underflows to 0, kl_div's gradient would be NaN (golden notes
        // 2.13).
        Tensor otherStudents = studentLog.sum(0).sub(studentLog);
        return teacher.mul(teacherLog.mul(new Scalar(others)).sub(otherStudents));
    }
}
