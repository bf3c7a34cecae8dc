package io.github.ncl4j.train;

import io.github.ncl4j.evaluate.Evaluation;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * How {@link Trainer#fit} ended.
 *
 * @param directory the run's folder
 * @param finished whether the last epoch is done; false if a stop was asked for, and the run can be resumed
 * @param evaluation of the last epoch that this call evaluated; null if it evaluated none
 * @param bestEnsemble the best ensemble accuracy of the whole run, in [0, 1], on the validation images; null before the first evaluation
 * @param bestEnsembleEpoch its epoch; 0 before the first evaluation
 * @param chosenOnHeldOut whether that epoch was chosen on images held out of training, and not on the validation images
 */
public record TrainingResult(
        Path directory,
        boolean finished,
        @Nullable Evaluation evaluation,
        @Nullable Double bestEnsemble,
        int bestEnsembleEpoch,
        boolean chosenOnHeldOut) {}
