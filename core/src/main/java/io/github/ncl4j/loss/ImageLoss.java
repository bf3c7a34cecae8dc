package io.github.ncl4j.loss;

import io.github.ncl4j.config.LossConfig;
import java.util.Map;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * A loss of single images, in which no expert knows of another: the mean over the batch, summed over the experts, as each
 * expert trains as if it were alone.
 */
public interface ImageLoss extends Objective {

    /**
     * The loss that a configuration names.
     *
     * @param classCounts training images of each class
     * @param device where the logits will live
     * @throws IllegalArgumentException if it is no loss of single images, or if it needs images of every class and a class
     *     has none
     */
    static ImageLoss of(LossConfig config, int[] classCounts, Device device) {
        Objective objective = config.accept(new Objectives(1, classCounts, device));
        if (objective instanceof ImageLoss loss) {
            return loss;
        }
        objective.close();
        throw new IllegalArgumentException(config + " is no loss of single images");
    }

    /** The name of its one part, as logged. */
    String part();

    /**
     * The loss of every image for every expert.
     *
     * @param logits K x N x C raw logits; gradients flow
     * @param targets N int64 classes in [0, C)
     * @return K x N
     */
    Tensor perImage(Tensor logits, Tensor targets);

    /** One part, named {@link #part}. */
    @Override
    default Value forward(Tensor logits, Tensor targets) {
        Tensor total = perImage(logits, targets).mean().mul(new Scalar((double) logits.size(0)));
        return new Value(total, Map.of(part(), total));
    }

    /** Owns nothing, unless a loss says otherwise. */
    @Override
    default void close() {}
}
