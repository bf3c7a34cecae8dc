package io.github.ncl4j.run;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.github.ncl4j.evaluate.Accuracy;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The results of one epoch: a line of {@code metrics.jsonl}. Accuracies are fractions in [0, 1].
 *
 * @param epoch 1-based
 * @param lr the learning rate of the epoch, before any warm-up by steps
 * @param training over the steps of the epoch
 * @param validation after them; null in an epoch that was not evaluated
 * @param bestEnsemble the ensemble's top-1 in the best epoch so far, by itself, or by {@link Validation#selectionAccuracy} if there is
 *     one; null before the first evaluation
 * @param bestSingle {@link Validation#singleBest} of the best epoch so far, by itself, or by the best expert on the images held out;
 *     null before the first evaluation
 */
public record EpochMetrics(
        int epoch,
        double lr,
        Training training,
        @Nullable Validation validation,
        @Nullable Best bestEnsemble,
        @Nullable Best bestSingle) {

    /**
     * Of the training images.
     *
     * @param loss mean over the steps
     * @param lossParts mean over the steps of each part of the loss, before its weight
     * @param accuracy of the ensemble on the augmented images, each as the model was when it saw it; every view of an image counts,
     *     as in the reference
     * @param dataWait the fraction of the time that was spent waiting for images
     * @param imagesPerSecond every view of an image counting
     * @param seconds waiting for data included
     */
    public record Training(
            double loss,
            Map<String, Double> lossParts,
            double accuracy,
            double dataWait,
            double imagesPerSecond,
            double seconds) {

        /** Copies the map, whose order is kept. */
        public Training {
            lossParts = Collections.unmodifiableMap(new LinkedHashMap<>(lossParts));
        }
    }

    /**
     * Of the validation images.
     *
     * @param ensemble top-1, top-5 and the top-1 of each shot group
     * @param experts top-1 of each expert alone
     * @param singleBest top-1 of the epoch's best expert, which is chosen on the images held out of training if there are any
     * @param selectionAccuracy balanced accuracy of the ensemble on the images held out of training; null if none are
     */
    public record Validation(
            Accuracy ensemble,
            List<Double> experts,
            double singleBest,
            @Nullable Double selectionAccuracy) {

        /** Copies the list. */
        public Validation {
            experts = List.copyOf(experts);
        }
    }

    /**
     * The best epoch of a run so far.
     *
     * @param accuracy on the validation images, in [0, 1]
     * @param epoch the first epoch that was as good
     * @param selection what it was chosen by, on the images held out of training; null, and then not in the file, if it was chosen
     *     by {@code accuracy}, on the images that this is reported for
     */
    public record Best(
            double accuracy,
            int epoch,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            Double selection) {

        /** Chosen by its accuracy. */
        public Best(double accuracy, int epoch) {
            this(accuracy, epoch, null);
        }

        /** What it was chosen by. */
        double criterion() {
            return selection == null ? accuracy : selection;
        }
    }
}
