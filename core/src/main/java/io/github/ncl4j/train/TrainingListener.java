package io.github.ncl4j.train;

import io.github.ncl4j.run.EpochMetrics;
import java.nio.file.Path;
import java.util.List;

/** Told what a run does, on the thread that trains; what it does takes training's time. */
public interface TrainingListener {

    /** A listener that ignores everything. */
    TrainingListener NONE = new TrainingListener() {};

    /** Before the first step of this start. */
    default void onStart(RunStart start) {}

    /** After each step. */
    default void onStep(StepReport step) {}

    /** After each epoch, when its evaluation is done and its checkpoint is on the disk. */
    default void onEpoch(EpochMetrics metrics) {}

    /**
     * How a run starts.
     *
     * @param directory the run's folder
     * @param epochs the last epoch
     * @param stepsPerEpoch steps of each epoch
     * @param firstEpoch the epoch of the first step of this start, 1-based
     * @param firstStep steps of that epoch that were already taken before this start
     * @param trainImages images trained on
     * @param validationImages images evaluated on
     * @param classCounts training images of each class
     * @param parameters trained numbers of all experts
     * @param device where tensors live, for example {@code cpu}
     */
    record RunStart(
            Path directory,
            int epochs,
            int stepsPerEpoch,
            int firstEpoch,
            int firstStep,
            int trainImages,
            int validationImages,
            List<Integer> classCounts,
            long parameters,
            String device) {}

    /**
     * A step that was taken.
     *
     * @param epoch 1-based
     * @param step within the epoch, 1-based
     * @param meanLoss over the epoch so far
     * @param accuracy of the ensemble over the epoch so far, on augmented images
     * @param imagesPerSecond over the epoch so far
     */
    record StepReport(int epoch, int step, double meanLoss, double accuracy, double imagesPerSecond) {}
}
