package io.github.ncl4j.loss;

import io.github.ncl4j.config.DeferredConfig;
import io.github.ncl4j.config.ExperimentConfig;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/** What training minimises. */
public interface Objective extends AutoCloseable {

    /**
     * The objective that a configuration names.
     *
     * @param classCounts training images of each class
     * @param device where the logits will live
     * @throws IllegalArgumentException if it needs images of every class and a class has none
     */
    static Objective of(ExperimentConfig config, int[] classCounts, Device device) {
        Objective objective =
                config.loss().accept(new Objectives(config.augment().copies(), classCounts, device));
        return objective instanceof ImageLoss loss
                        && config.train().deferred() instanceof DeferredConfig.Reweight reweight
                ? new DeferredReweighting(loss, reweight, classCounts, device)
                : objective;
    }

    /**
     * The loss of one batch.
     *
     * @param logits K x N x C raw logits of the experts, float; gradients flow
     * @param targets N int64 classes in [0, C)
     */
    Value forward(Tensor logits, Tensor targets);

    /**
     * Called before the first step of an epoch, and again where a run goes on within one; does nothing, unless the loss
     * changes from epoch to epoch.
     *
     * @param epoch from 1
     */
    default void startEpoch(int epoch) {}

    /** Frees what the objective owns. */
    @Override
    void close();

    /**
     * How often each class was among the hard categories of rows of other classes.
     *
     * @param counts C whole numbers, float, exact up to 2^24
     * @param choices in all: one for each row, or for each row and expert where each expert chooses for itself
     */
    record HardCategories(Tensor counts, long choices) {}

    /**
     * A loss and what it is made of.
     *
     * @param total scalar with gradient
     * @param parts scalars by name, as logged: before their weights, in a fixed order
     * @param hardCategories which were chosen for the batch; null where the loss chooses none
     */
    record Value(
            Tensor total,
            Map<String, Tensor> parts,
            @Nullable HardCategories hardCategories) {

        /** Of a loss that chooses no hard categories. */
        public Value(Tensor total, Map<String, Tensor> parts) {
            this(total, parts, null);
        }

        /**
         * The loss with one more part, the last.
         *
         * @param part scalar
         * @param weight of the part in the total
         */
        public Value plus(String name, Tensor part, double weight) {
            Map<String, Tensor> all = new LinkedHashMap<>(parts);
            all.put(name, part);
            return new Value(total.add(part, new Scalar(weight)), all, hardCategories);
        }
    }
}
