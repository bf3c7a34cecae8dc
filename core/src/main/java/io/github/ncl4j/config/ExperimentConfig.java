package io.github.ncl4j.config;

import java.util.regex.Pattern;

/**
 * Everything that decides what a run computes. Two runs of one configuration on one machine are bitwise the same run.
 *
 * @param name the name of the run, part of the default output folder: at most 100 letters, digits, dots, underscores and
 *     dashes, the first a letter or a digit
 * @param seed seeds the initial weights, the order of the images and every random augmentation
 * @param data which images
 * @param augment what happens to an image between the disk and the network
 * @param model the experts
 * @param loss the objective
 * @param train the training loop
 * @param evaluate how accuracy is measured
 */
public record ExperimentConfig(
        String name,
        long seed,
        DataConfig data,
        AugmentConfig augment,
        ModelConfig model,
        LossConfig loss,
        TrainConfig train,
        EvaluateConfig evaluate) {

    private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{N}][\\p{L}\\p{N}._-]{0,99}");

    /** Checks the name, which becomes the name of a folder. */
    public ExperimentConfig {
        new Checks("ExperimentConfig")
                .that(
                        NAME.matcher(name).matches(),
                        "name",
                        name,
                        "must be at most 100 letters, digits, '.', '_' and '-', and begin with a letter or a digit")
                .enforce();
    }
}
