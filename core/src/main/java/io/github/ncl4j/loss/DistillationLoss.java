package io.github.ncl4j.loss;

import io.github.ncl4j.config.DistillConfig;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * The part that a teacher adds to a loss (Hinton et al., "Distilling the Knowledge in a Neural
 * Network", 2015, section 2):
 *
 * <pre>  L(z, y) + weight * T^2 * KL( softmax(t / T) || softmax(z / T) )</pre>
 *
 * <p>with the raw logits z of the student and t of the teacher, the mean over the batch, summed over the experts. The square
 * of the temperature keeps the size of the gradient, which is {@code T (softmax(z / T) - softmax(t / T))} for an image, about
 * the same for every temperature. No gradient flows to the teacher.
 *
 * @param teacherLogits N x C, without gradient; borrowed
 * @param config temperature and weight
 */
public record DistillationLoss(Tensor teacherLogits, DistillConfig config) {

    /** The name of the part that the teacher adds, before its weight. */
    public static final String PART = "distillation";

    /**
     * Adds the part.
     *
     * @param loss L of the same images
     * @param logits K x N x C of the student, with gradient
     */
    public Objective.Value addTo(Objective.Value loss, Tensor logits) {
        return loss.plus(PART, divergence(logits), config.weight());
    }

    private Tensor divergence(Tensor logits) {
        double temperature = config.temperature();
        Tensor teacherLog = teacherLogits.div(new Scalar(temperature)).log_softmax(1);
        Tensor studentLog = logits.div(new Scalar(temperature)).log_softmax(2);
        // p log p by way of log_softmax: where p underflows to 0 its logarithm is still a number, and the product 0.
        Tensor summed = teacherLog.exp().mul(teacherLog.sub(studentLog)).sum();
        return summed.mul(new Scalar(temperature * temperature / teacherLogits.size(0)));
    }
}
