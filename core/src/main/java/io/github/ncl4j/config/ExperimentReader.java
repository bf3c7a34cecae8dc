package io.github.ncl4j.config;

import static io.github.ncl4j.config.Kind.BACKBONE;
import static io.github.ncl4j.config.Kind.FLAG;
import static io.github.ncl4j.config.Kind.INTEGER;
import static io.github.ncl4j.config.Kind.INTEGERS;
import static io.github.ncl4j.config.Kind.LONG;
import static io.github.ncl4j.config.Kind.PATH;
import static io.github.ncl4j.config.Kind.PRETRAINED;
import static io.github.ncl4j.config.Kind.REAL;
import static io.github.ncl4j.config.Kind.TEXT;

import io.github.ncl4j.config.ContrastiveConfig.KeyEncoder;
import io.github.ncl4j.config.ContrastiveConfig.Projection;
import io.github.ncl4j.config.EvaluateConfig.ShotProtocol;
import io.github.ncl4j.config.LossConfig.HcmSource;
import io.github.ncl4j.config.LossConfig.OutsideMask;
import io.github.ncl4j.config.ModelConfig.MemoryFormat;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Every key of a configuration with its type and its default: this class, {@link DataReader} for the section {@code data} and
 * {@link AugmentReader} for {@code augment} are the one place that states defaults. A key without one must be given. The
 * ranges are the rules of the records' constructors.
 *
 * <p>The defaults are the reference's settings where they do not depend on the data set or on the length of the run. The
 * cosine schedule is the default because it fits any number of epochs, and ImageNet's normalisation because it suits photos.
 */
final class ExperimentReader {

    private static final Choice<ModelConfig.Classifier> CLASSIFIER = new Choice<>(
            "linear",
            List.of(
                    new Choice.Option<>(
                            "linear", ModelConfig.Linear.class, s -> new ModelConfig.Linear(s.get("bias", FLAG, true))),
                    new Choice.Option<>(
                            "cosine",
                            ModelConfig.Cosine.class,
                            s -> new ModelConfig.Cosine(s.get("scale", REAL, 16.0), s.get("bias", FLAG, true))),
                    new Choice.Option<>(
                            "normalized", ModelConfig.Normalized.class, s -> new ModelConfig.Normalized())));

    static final Choice<LossConfig> LOSS = new Choice<>(
            "ncl",
            List.of(
                    new Choice.Option<>("ncl", LossConfig.Ncl.class, ExperimentReader::ncl),
                    new Choice.Option<>(
                            "cross-entropy", LossConfig.CrossEntropy.class, s -> new LossConfig.CrossEntropy()),
                    new Choice.Option<>("ncl-plus", LossConfig.NclPlus.class, ExperimentReader::nclPlus),
                    new Choice.Option<>(
                            "balanced-softmax",
                            LossConfig.BalancedSoftmax.class,
                            s -> new LossConfig.BalancedSoftmax()),
                    new Choice.Option<>(
                            "label-smoothing",
                            LossConfig.LabelSmoothing.class,
                            s -> new LossConfig.LabelSmoothing(s.get("epsilon", REAL, 0.1))),
                    new Choice.Option<>(
                            "focal", LossConfig.Focal.class, s -> new LossConfig.Focal(s.get("gamma", REAL, 2.0))),
                    new Choice.Option<>(
                            "class-balanced", LossConfig.ClassBalanced.class, ExperimentReader::classBalanced),
                    new Choice.Option<>(
                            "ldam",
                            LossConfig.Ldam.class,
                            s -> new LossConfig.Ldam(s.get("max_margin", REAL, 0.5), s.get("scale", REAL, 30.0))),
                    new Choice.Option<>(
                            "logit-adjustment",
                            LossConfig.LogitAdjustment.class,
                            s -> new LossConfig.LogitAdjustment(s.get("tau", REAL, 1.0)))));

    private static final Choice<TrainConfig.Optimizer> OPTIMIZER = new Choice<>(
            "sgd",
            List.of(
                    new Choice.Option<>("sgd", TrainConfig.Sgd.class, ExperimentReader::sgd),
                    new Choice.Option<>("adam", TrainConfig.Adam.class, ExperimentReader::adam)));

    private static final Choice<TrainConfig.Schedule> SCHEDULE = new Choice<>(
            "cosine",
            List.of(
                    new Choice.Option<>(
                            "multistep",
                            TrainConfig.MultiStep.class,
                            s -> new TrainConfig.MultiStep(
                                    s.require("milestones", INTEGERS, List.of()), s.get("factor", REAL, 0.1))),
                    new Choice.Option<>(
                            "warmup-multistep", TrainConfig.WarmupMultiStep.class, ExperimentReader::warmupMultiStep),
                    new Choice.Option<>(
                            "cosine",
                            TrainConfig.Cosine.class,
                            s -> new TrainConfig.Cosine(
                                    s.getOrNull("minimum", REAL), s.get("decay_epochs", INTEGER, 0)))));

    private static final Choice<TrainConfig.Deferred> DEFERRED = new Choice<>(
            "reweight",
            List.of(
                    new Choice.Option<>(
                            "reweight",
                            TrainConfig.Reweight.class,
                            s -> new TrainConfig.Reweight(
                                    s.require("from_epoch", INTEGER, 1), s.get("beta", REAL, 0.9999))),
                    new Choice.Option<>(
                            "resample",
                            TrainConfig.Resample.class,
                            s -> new TrainConfig.Resample(s.require("from_epoch", INTEGER, 1)))));

    private static final Choice<SecondStageConfig> SECOND_STAGE = new Choice<>(
            "classifier-retraining",
            List.of(
                    new Choice.Option<>(
                            "classifier-retraining",
                            SecondStageConfig.ClassifierRetraining.class,
                            s -> new SecondStageConfig.ClassifierRetraining(
                                    s.require("checkpoint", PATH, Path.of("")), s.get("reset", FLAG, true))),
                    new Choice.Option<>(
                            "learnable-scale",
                            SecondStageConfig.LearnableScale.class,
                            s -> new SecondStageConfig.LearnableScale(s.require("checkpoint", PATH, Path.of(""))))));

    private ExperimentReader() {}

    /**
     * Reads the root of a configuration.
     *
     * @param name of the run if the file has none
     * @return null, or something that stands in, if a problem was noted
     */
    static @Nullable ExperimentConfig read(Section root, String name) {
        return root.build(
                ExperimentConfig.class,
                () -> new ExperimentConfig(
                        root.get("name", TEXT, name),
                        root.get("seed", LONG, 42L),
                        root.section("data", DataReader::read),
                        root.section("augment", AugmentReader::read),
                        root.section("model", ExperimentReader::model),
                        root.sectionOrNull("contrastive", ExperimentReader::contrastive),
                        root.choice("loss", LOSS),
                        root.section("train", ExperimentReader::train),
                        root.section("evaluate", ExperimentReader::evaluate),
                        root.choiceOrNull("second_stage", SECOND_STAGE),
                        root.sectionOrNull("distill", ExperimentReader::distill),
                        root.section("distributed", ExperimentReader::distributed)));
    }

    /** The name that {@code type} gives a record; null for a record that is the only one of its kind. */
    static @Nullable String typeOf(Record settings) {
        return Stream.of(
                        DataReader.SAMPLER,
                        DataReader.CACHE,
                        AugmentReader.OPERATION,
                        AugmentReader.MIX,
                        CLASSIFIER,
                        LOSS,
                        OPTIMIZER,
                        SCHEDULE,
                        DEFERRED,
                        SECOND_STAGE)
                .flatMap(choice -> choice.options().stream())
                .filter(option -> option.record() == settings.getClass())
                .map(Choice.Option::name)
                .findFirst()
                .orElse(null);
    }

    private static @Nullable ModelConfig model(Section s) {
        return s.build(
                ModelConfig.class,
                () -> new ModelConfig(
                        s.get("experts", INTEGER, 3),
                        s.get("backbone", BACKBONE, new ModelConfig.CifarResNet(32)),
                        s.get("last_stride", INTEGER, 2),
                        s.getOrNull("pretrained", PRETRAINED),
                        s.get("freeze_backbone", FLAG, false),
                        s.get("memory_format", Kind.oneOf(MemoryFormat.class), MemoryFormat.CHANNELS_LAST),
                        s.choice("classifier", CLASSIFIER),
                        s.get("dropout", REAL, 0.0),
                        s.get("drop_connect", REAL, 0.0)));
    }

    private static @Nullable ContrastiveConfig contrastive(Section s) {
        return s.build(
                ContrastiveConfig.class,
                () -> new ContrastiveConfig(
                        s.get("queue_length", INTEGER, 1024),
                        s.get("dimension", INTEGER, 64),
                        s.get("temperature", REAL, 0.2),
                        s.get("momentum", REAL, 0.999),
                        s.get("ratio", REAL, 1.0),
                        s.get("projection", Kind.oneOf(Projection.class), Projection.MLP),
                        s.get("key_encoder", Kind.oneOf(KeyEncoder.class), KeyEncoder.MOCO)));
    }

    private static @Nullable DistillConfig distill(Section s) {
        return s.build(
                DistillConfig.class,
                () -> new DistillConfig(
                        s.require("teacher", PATH, Path.of("")),
                        s.get("temperature", REAL, 2.0),
                        s.get("weight", REAL, 1.0)));
    }

    private static LossConfig.Ncl ncl(Section s) {
        return new LossConfig.Ncl(
                s.getOrNull("hcm_n", INTEGER),
                s.get("ce_ratio", REAL, 1.0),
                s.get("hcm_ratio", REAL, 1.0),
                s.get("nbod_factor", REAL, 0.6),
                s.get("nbod_hcm_factor", REAL, 0.6),
                hcmSource(s),
                outsideMask(s));
    }

    private static LossConfig.NclPlus nclPlus(Section s) {
        return new LossConfig.NclPlus(
                s.getOrNull("hcm_n", INTEGER),
                s.get("ce_ratio", REAL, 1.0),
                s.get("hcm_ratio", REAL, 1.0),
                s.get("nbod_factor", REAL, 0.6),
                hcmSource(s),
                outsideMask(s));
    }

    private static HcmSource hcmSource(Section s) {
        return s.get("hcm_source", Kind.oneOf(HcmSource.class), HcmSource.FIRST_EXPERT);
    }

    private static OutsideMask outsideMask(Section s) {
        return s.get("outside_mask", Kind.oneOf(OutsideMask.class), OutsideMask.ZERO);
    }

    private static LossConfig.ClassBalanced classBalanced(Section s) {
        return new LossConfig.ClassBalanced(
                s.get(
                        "base",
                        Kind.oneOf(LossConfig.ClassBalanced.Base.class),
                        LossConfig.ClassBalanced.Base.CROSS_ENTROPY),
                s.get("gamma", REAL, 2.0),
                s.get("beta", REAL, 0.9999));
    }

    private static @Nullable TrainConfig train(Section s) {
        return s.build(
                TrainConfig.class,
                () -> new TrainConfig(
                        s.require("epochs", INTEGER, 1),
                        s.get("batch_size", INTEGER, 64),
                        s.get("accumulate", INTEGER, 1),
                        s.get("activation_checkpointing", FLAG, false),
                        s.choice("optimizer", OPTIMIZER),
                        s.choice("schedule", SCHEDULE),
                        s.get("warmup_steps", INTEGER, 0),
                        s.get("warmup_fraction", REAL, 0.0),
                        s.get("clip_norm", REAL, 0.0),
                        s.get("threads", INTEGER, Runtime.getRuntime().availableProcessors()),
                        s.get("precision", Kind.oneOf(TrainConfig.Precision.class), TrainConfig.Precision.FLOAT32),
                        s.get("checkpoint_steps", INTEGER, 0),
                        s.get("checkpoint_minutes", REAL, 0.0),
                        s.get("keep_checkpoints", INTEGER, 2),
                        s.get("ema_decay", REAL, 0.0),
                        s.choiceOrNull("deferred", DEFERRED)));
    }

    private static TrainConfig.Sgd sgd(Section s) {
        return new TrainConfig.Sgd(
                s.get("learning_rate", REAL, 0.1),
                s.get("momentum", REAL, 0.9),
                s.get("nesterov", FLAG, true),
                s.get("weight_decay", REAL, 2e-4));
    }

    private static TrainConfig.Adam adam(Section s) {
        return new TrainConfig.Adam(
                s.get("learning_rate", REAL, 1e-3),
                s.get("beta1", REAL, 0.9),
                s.get("beta2", REAL, 0.999),
                s.get("epsilon", REAL, 1e-8),
                s.get("weight_decay", REAL, 2e-4));
    }

    private static TrainConfig.WarmupMultiStep warmupMultiStep(Section s) {
        return new TrainConfig.WarmupMultiStep(
                s.require("milestones", INTEGERS, List.of()),
                s.get("factor", REAL, 0.1),
                s.get("warmup_epochs", INTEGER, 5));
    }

    private static @Nullable EvaluateConfig evaluate(Section s) {
        return s.build(
                EvaluateConfig.class,
                () -> new EvaluateConfig(
                        s.get("batch_size", INTEGER, 256),
                        s.get("every_epochs", INTEGER, 1),
                        s.get("protocol", Kind.oneOf(ShotProtocol.class), ShotProtocol.POOLED),
                        s.get("validation_fraction", REAL, 0.0)));
    }

    private static @Nullable DistributedConfig distributed(Section s) {
        DistributedConfig byDefault = DistributedConfig.DEFAULT;
        int timeout = s.get("timeout_seconds", INTEGER, byDefault.timeoutSeconds());
        return s.build(
                DistributedConfig.class,
                () -> new DistributedConfig(
                        timeout,
                        s.get(
                                "collective_timeout_seconds",
                                INTEGER,
                                Math.max(timeout, byDefault.collectiveTimeoutSeconds())),
                        s.get("verify_steps", INTEGER, byDefault.verifySteps())));
    }
}
