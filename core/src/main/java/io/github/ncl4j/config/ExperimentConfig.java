package io.github.ncl4j.config;

import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The settings that decide everything a run computes. Two runs of one configuration on one machine are bitwise the same run.
 *
 * @param name the name of the run, part of the default output folder
 * @param seed the seed of the initial weights, the order of the images and every random augmentation
 * @param data the images
 * @param augment the steps between an image on the disk and the network
 * @param model the experts
 * @param contrastive the contrastive branch; left out, there is none
 * @param loss the objective of training
 * @param train the training loop
 * @param evaluate how accuracy is measured
 * @param secondStage training of the classifier only, on the backbones of another run; left out, the whole network is trained
 * @param distill learning from a trained ensemble, besides the loss; left out, there is no teacher
 * @param distributed how several processes train together
 */
public record ExperimentConfig(
        @Default(Default.FILE_NAME) String name,
        @Default("42") long seed,
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

    /** An experiment with the defaults for all but its data and its training. */
    public static ExperimentConfig of(String name, DataConfig data, TrainConfig train) {
        return Defaults.of(ExperimentConfig.class, Map.of("name", name, "data", data, "train", train));
    }

    /** This experiment under another name. */
    public ExperimentConfig withName(String name) {
        return Components.with(this, "name", name);
    }

    /** This experiment with another seed. */
    public ExperimentConfig withSeed(long seed) {
        return Components.with(this, "seed", seed);
    }

    /** This experiment on other data. */
    public ExperimentConfig withData(DataConfig data) {
        return Components.with(this, "data", data);
    }

    /** This experiment with other augmentation. */
    public ExperimentConfig withAugment(AugmentConfig augment) {
        return Components.with(this, "augment", augment);
    }

    /** This experiment with another model. */
    public ExperimentConfig withModel(ModelConfig model) {
        return Components.with(this, "model", model);
    }

    /** This experiment with another contrastive branch, or without; the branch needs {@code augment.key} already. */
    public ExperimentConfig withContrastive(@Nullable ContrastiveConfig contrastive) {
        return Components.with(this, "contrastive", contrastive);
    }

    /** This experiment with another loss. */
    public ExperimentConfig withLoss(LossConfig loss) {
        return Components.with(this, "loss", loss);
    }

    /** This experiment with another training loop. */
    public ExperimentConfig withTrain(TrainConfig train) {
        return Components.with(this, "train", train);
    }

    /** This experiment with another evaluation. */
    public ExperimentConfig withEvaluate(EvaluateConfig evaluate) {
        return Components.with(this, "evaluate", evaluate);
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
                        YamlNames.typeOf((Record) loss),
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
