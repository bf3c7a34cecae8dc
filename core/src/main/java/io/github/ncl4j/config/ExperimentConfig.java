package io.github.ncl4j.config;

/**
 * Everything that decides what a run computes. Two runs of one configuration on one machine are bitwise the same run.
 *
 * @param name the name of the run, part of the default output folder
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
        EvaluateConfig evaluate) {}
