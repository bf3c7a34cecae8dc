package io.github.ncl4j.loss;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * One term of nested individual learning (NCL, equations 4 and 5): the cross-entropy of each expert for itself, a mean over
 * the batch, summed over the experts. NIL is this term on all categories plus this term on the hard ones.
 */
final class NestedIndividualLearning {

    private NestedIndividualLearning() {}

    /**
     * {@code sum_k mean_n CE(b_k, y)}. Gradients flow.
     *
     * @param logits K x N x C
     * @param targets N classes
     * @return scalar
     */
    static Tensor crossEntropy(Tensor logits, Tensor targets) {
        long experts = logits.size(0);
        Tensor rows = logits.reshape(experts * logits.size(1), logits.size(2));
        // The mean over K N rows is the K-th part of the sum over experts of the means over N.
        return torch.cross_entropy_loss(rows, targets.repeat(experts)).mul(new Scalar((double) experts));
    }
}
