package io.github.ncl4j.run;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a run reports of one epoch: a line of {@code metrics.jsonl}, under the component's names in snake case and in their
 * order. Accuracies are fractions in [0, 1]. Those on the validation images are null in an epoch that was not evaluated;
 * those of a shot group also where the group has no images.
 *
 * @param epoch 1-based
 * @param lr the learning rate of the epoch, before any warm-up by steps
 * @param trainLoss mean over the steps
 * @param trainLossParts the same of each part of the loss, before its weight
 * @param trainAccuracy of the ensemble on the augmented training images, each as the model was when it saw it; every view of an
 *     image counts, as in the reference
 * @param ensembleAccuracy top-1 of the ensemble
 * @param expertAccuracy top-1 of each expert alone
 * @param ensembleTop5 top-5 of the ensemble
 * @param many top-1 of the ensemble on classes with many training images
 * @param medium the same on classes in between
 * @param few the same on classes with few
 * @param singleBest top-1 of the epoch's best expert, which is chosen on the images held out of training if there are any
 * @param selectionAccuracy balanced accuracy of the ensemble on the images held out of training; null, and then not in the file,
 *     if none are
 * @param bestEnsemble {@code ensembleAccuracy} of the best epoch so far, by itself, or by {@code selectionAccuracy} if there is one
 * @param bestSingle {@code singleBest} of the best epoch so far, by itself, or by the best expert on the images held out
 * @param dataWait the fraction of the epoch's training time that was spent waiting for images
 * @param imagesPerSecond in training, every view of an image counting
 * @param seconds of training, waiting for data included
 */
@JsonNaming(SnakeCaseStrategy.class)
public record EpochMetrics(
        int epoch,
        double lr,
        double trainLoss,
        Map<String, Double> trainLossParts,
        double trainAccuracy,
        @Nullable Double ensembleAccuracy,
        @Nullable List<Double> expertAccuracy,
        @Nullable Double ensembleTop5,
        @Nullable Double many,
        @Nullable Double medium,
        @Nullable Double few,
        @Nullable Double singleBest,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Double selectionAccuracy,
        @Nullable Best bestEnsemble,
        @Nullable Best bestSingle,
        double dataWait,
        double imagesPerSecond,
        double seconds) {

    /** Copies the map, whose order is kept, and the list. */
    public EpochMetrics {
        trainLossParts = Collections.unmodifiableMap(new LinkedHashMap<>(trainLossParts));
        expertAccuracy = expertAccuracy == null ? null : List.copyOf(expertAccuracy);
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
