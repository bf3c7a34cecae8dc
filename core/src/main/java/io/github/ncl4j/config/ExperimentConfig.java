package io.github.ncl4j.config;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Everything that decides what a run computes. Two runs of one configuration on one machine are bitwise the same run.
 *
 * @param name the name of the run, part of the default output folder: at most 100 letters, digits, dots, plus signs,
 *     underscores and dashes, the first a letter or a digit
 * @param seed seeds the initial weights, the order of the images and every random augmentation
 * @param data which images
 * @param augment what happens to an image between the disk and the network
 * @param model the experts
 * @param contrastive what the experts learn beside the loss by comparing views; null is nothing
 * @param loss the objective
 * @param train the training loop
 * @param evaluate how accuracy is measured
 * @param secondStage training of the classifier alone, from what another run left; null is training as a whole
 * @param distill learning from a trained ensemble beside the loss; null is none
 * @param distributed how several processes train together
 */
public record ExperimentConfig(
        String name,
        long seed,
        DataConfig data,
        AugmentConfig augment,
        ModelConfig model,
        @Nullable ContrastiveConfig contrastive,
        LossConfig loss,
        TrainConfig train,
        EvaluateConfig evaluate,
        @Nullable SecondStageConfig secondStage,
        @Nullable DistillConfig distill,
        DistributedConfig distributed) {

    private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{N}][\\p{L}\\p{N}.+_-]{0,99}");

    /** Checks the name, which becomes the name of a folder, and that sections which need each other are there. */
    public ExperimentConfig {
        Checks checks = new Checks("ExperimentConfig");
        if (distill != null) {
            checkDistillation(checks, model, loss, contrastive, secondStage);
        }
        checks.that(
                        NAME.matcher(name).matches(),
                        "name",
                        name,
                        "must be at most 100 letters, digits, '.', '+', '_' and '-', and begin with a letter or a digit")
                .that(
                        contrastive == null || augment.key() != null,
                        "augment.key",
                        null,
                        "must list the operations of the second view, because there is a section contrastive",
                        "contrastive")
                .that(
                        contrastive == null || augment.copies() == 1,
                        "augment.copies",
                        augment.copies(),
                        "must be 1, because the section contrastive compares one view with the key view",
                        "contrastive")
                .that(
                        !(train.deferred() instanceof DeferredConfig.Reweight)
                                || loss instanceof LossConfig.Reweightable,
                        "train.deferred.type",
                        "reweight",
                        "must go with a loss that can be weighted: cross-entropy, label-smoothing, focal or ldam",
                        "loss")
                .that(
                        !(train.deferred() instanceof DeferredConfig.Resample)
                                || !(data.sampler() instanceof DataConfig.RepeatFactor),
                        "train.deferred.type",
                        "resample",
                        "must go with another data.sampler than repeat-factor, whose epochs are longer",
                        "data")
                .that(
                        secondStage == null || model.freezeBackbone(),
                        "model.freezeBackbone",
                        model.freezeBackbone(),
                        "must be true, because there is a section second_stage, which trains the classifier alone",
                        "secondStage")
                .that(
                        secondStage == null || model.pretrained() == null,
                        "model.pretrained",
                        model.pretrained(),
                        "must be left out, because the backbones come from second_stage.checkpoint",
                        "secondStage")
                .that(
                        secondStage == null || contrastive == null,
                        "contrastive",
                        "",
                        "must be left out, because there is a section second_stage, which trains the classifier alone",
                        "secondStage")
                .that(
                        !(secondStage instanceof SecondStageConfig.LearnableScale)
                                || model.classifier() instanceof ModelConfig.Linear,
                        "secondStage.type",
                        "learnable-scale",
                        "must go with the classifier linear; the others do not see the length of their weights",
                        "model")
                .that(
                        contrastive == null || augment.mix() == null,
                        "augment.mix",
                        null,
                        "must be left out, because the section contrastive compares two views of one image",
                        "contrastive")
                .enforce();
    }

    private static void checkDistillation(
            Checks checks,
            ModelConfig model,
            LossConfig loss,
            @Nullable ContrastiveConfig contrastive,
            @Nullable SecondStageConfig secondStage) {
        checks.that(
                        model.experts() == 1,
                        "model.experts",
                        model.experts(),
                        "must be 1, because there is a section distill, which teaches one network")
                .that(
                        loss instanceof LossConfig.BalancedSoftmax,
                        "loss.type",
                        ExperimentReader.typeOf((Record) loss),
                        "must be balanced-softmax, because there is a section distill, whose teacher is beside this loss alone")
                .that(
                        contrastive == null,
                        "contrastive",
                        "",
                        "must be left out, because there is a section distill, which teaches by outputs alone")
                .that(
                        secondStage == null,
                        "secondStage",
                        "",
                        "must be left out, because there is a section distill, which trains the whole network");
    }
}
