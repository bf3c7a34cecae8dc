package io.github.ncl4j.loss;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * InfoNCE (van den Oord et al., 2018, in the form of MoCo, He et al., CVPR 2020, equation 1): to tell, for each query, its own
 * key among the keys of other images.
 *
 * <pre>  mean_n -log( exp(q_n . k_n / T) / (exp(q_n . k_n / T) + sum_j exp(q_n . queue_j / T)) )</pre>
 *
 * @param temperature T, positive
 */
public record InfoNceLoss(double temperature) {

    /**
     * The loss of one expert's queries. Gradients flow into all that has them; keys and queue are meant to have none.
     *
     * @param queries N x D of unit length
     * @param keys N x D of unit length: row n is another view of the image of query n
     * @param queue D x K, columns of unit length: keys of other images
     * @return scalar, a mean over the batch
     */
    public Tensor forward(Tensor queries, Tensor keys, Tensor queue) {
        Tensor positive = queries.mul(keys).sum(new long[] {1}, true, new ScalarTypeOptional()); // N x 1
        Tensor negative = queries.mm(queue); // N x K
        Tensor logits = torch.cat(new TensorVector(positive, negative), 1).div(new Scalar(temperature));
        return logits.log_softmax(1).select(1, 0).mean().neg();
    }
}
