package io.github.ncl4j.train;

import io.github.ncl4j.distributed.World;
import io.github.ncl4j.loss.Objective;
import io.github.ncl4j.run.SavedPart;
import io.github.ncl4j.run.TrainingException;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/**
 * Takes part in every step beside the experts and their objective: the contrastive branch, a teacher, an average of the weights.
 * Each method does nothing unless a companion says otherwise.
 *
 * <p>A step calls {@link #look} for each of its batches, then {@link LossTerm#addTo}, and runs backward; then {@link #beforeUpdate},
 * the optimizer, and {@link #afterUpdate}. A step that ends without an update calls {@link #discard} instead.
 */
interface Companion extends SavedPart, AutoCloseable {

    /** How many views of each image it takes for itself, behind those that are classified. */
    default int views() {
        return 0;
    }

    /**
     * Looks at a batch before the experts do.
     *
     * @param classified N x 3 x H x W, normalised: the images that the experts see
     * @param own its own {@link #views} of the same images, view after view
     * @param clock to be told when the companion's part is done
     */
    default LossTerm look(Tensor classified, Tensor own, StepClock clock) {
        return (loss, features, logits) -> loss;
    }

    /** A part of a batch's loss. */
    @FunctionalInterface
    interface LossTerm {

        /**
         * Adds itself.
         *
         * @param loss with gradient
         * @param features for each expert N x F of the classified images, with gradient
         * @param logits K x N x C, with gradient
         */
        Objective.Value addTo(Objective.Value loss, List<Tensor> features, Tensor logits);
    }

    /** Called between backward and the optimizer. */
    default void beforeUpdate() {}

    /** Called after the optimizer. */
    default void afterUpdate() {}

    /** Forgets the batches since the last update. */
    default void discard() {}

    /** The tensors that the optimizer trains, by state-dict name; borrowed. */
    default Map<String, Tensor> parameters() {
        return Map.of();
    }

    /**
     * Compares itself with that of rank 0. A collective.
     *
     * @throws TrainingException if this process was started with another
     */
    default void requireEqualInAll(World world) {}

    @Override
    void close();
}
