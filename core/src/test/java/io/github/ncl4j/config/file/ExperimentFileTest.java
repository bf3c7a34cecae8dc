package io.github.ncl4j.config.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ncl4j.config.AnyOperation;
import io.github.ncl4j.config.AugmentConfig;
import io.github.ncl4j.config.ContrastiveConfig;
import io.github.ncl4j.config.DataConfig;
import io.github.ncl4j.config.Defaults;
import io.github.ncl4j.config.DeferredConfig;
import io.github.ncl4j.config.DistillConfig;
import io.github.ncl4j.config.DistributedConfig;
import io.github.ncl4j.config.EvaluateConfig;
import io.github.ncl4j.config.ExperimentConfig;
import io.github.ncl4j.config.LossConfig;
import io.github.ncl4j.config.ModelConfig;
import io.github.ncl4j.config.OptimizerConfig;
import io.github.ncl4j.config.ScheduleConfig;
import io.github.ncl4j.config.TrainConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ExperimentFileTest {

    private static final String LEAST = """
            data: {format: built-in}
            train: {epochs: 3}
            """;

    @Test
    void defaultsAreTheReferencesSettings() {
        ExperimentConfig config = ExperimentFile.parse(LEAST, "folder/my first run.yaml", List.of());
        assertThat(config.name()).isEqualTo("my-first-run");
        assertThat(config.seed()).isEqualTo(42);
        assertThat(config.model())
                .isEqualTo(ModelConfig.of(3, new ModelConfig.CifarResNet(32), new ModelConfig.Linear(true)));
        assertThat(config.loss()).isEqualTo(LossConfig.Ncl.of(null, 1, 1, 0.6, 0.6));
        assertThat(config.train().batchSize()).isEqualTo(64);
        assertThat(config.train().optimizer()).isEqualTo(new OptimizerConfig.Sgd(0.1, 0.9, true, 2e-4));
        assertThat(config.train().schedule()).isEqualTo(new ScheduleConfig.Cosine(null, 0));
        assertThat(config.evaluate()).isEqualTo(Defaults.of(EvaluateConfig.class));
        assertThat(config.data().sampler()).isEqualTo(new DataConfig.Instance());
    }

    /** YAML 1.1 reads the first of these as text, and the reference's own files are full of it. */
    @Test
    void numbersAreReadAsPeopleReadThem() {
        for (String written : List.of("2e-4", "2.0e-4", "2E-4", ".0002", "0.0002", "+2e-4", "2.e-4")) {
            OptimizerConfig optimizer = ExperimentFile.parse(
                            LEAST.replace("3}", "3, optimizer: {learning_rate: " + written + "}}"), "run", List.of())
                    .train()
                    .optimizer();
            assertThat(optimizer.learningRate()).as(written).isEqualTo(2e-4);
        }
    }

    @Test
    void emptySectionHasItsDefaults() {
        assertThat(ExperimentFile.parse(LEAST + "evaluate:\n  # batch_size: 3\n", "run", List.of()))
                .isEqualTo(ExperimentFile.parse(LEAST, "run", List.of()));
    }

    @Test
    void photosStayOnDisk() {
        String yaml = """
                data: {format: annotations, train_annotations: train.json, validation_annotations: val.json}
                train: {epochs: 3}
                """;
        assertThat(ExperimentFile.parse(yaml, "run", List.of()).data().cache()).isEqualTo(new DataConfig.Cache.None());
    }

    @Test
    void writtenFileIsCompleteAndReadable() {
        String yaml = """
                data: {format: cifar-100, path: /data/cifar-100.tar.gz, long_tail: {profile: exponential}}
                augment:
                  train: [{type: random-crop, size: 32, padding: 4}, {type: horizontal-flip}]
                train:
                  epochs: 400
                  threads: 2
                  schedule: {type: warmup-multistep, milestones: [320, 360]}
                """;
        assertThat(ExperimentFile.write(ExperimentFile.parse(yaml, "run.yaml", List.of())))
                .isEqualTo("""
                        name: run
                        seed: 42
                        data:
                          format: cifar-100
                          path: /data/cifar-100.tar.gz
                          long_tail: {profile: exponential, imbalance_factor: 100.0, selection: first}
                          exif_orientation: apply
                          on_bad_image: fail
                          sampler: {type: instance}
                          cache: {type: none}
                          workers: 2
                          prefetch: 4
                        augment:
                          train:
                            - {type: random-crop, size: 32, padding: 4}
                            - {type: horizontal-flip, probability: 0.5}
                          copies: 1
                          evaluate: []
                          normalization:
                            mean: [0.485, 0.456, 0.406]
                            std: [0.229, 0.224, 0.225]
                        model:
                          experts: 3
                          backbone: cifar-resnet32
                          last_stride: 2
                          freeze_backbone: false
                          memory_format: channels-last
                          classifier: {type: linear, bias: true}
                          dropout: 0.0
                          drop_connect: 0.0
                        loss:
                          type: ncl
                          ce_ratio: 1.0
                          hcm_ratio: 1.0
                          nbod_factor: 0.6
                          nbod_hcm_factor: 0.6
                          hcm_source: first-expert
                          outside_mask: zero
                        train:
                          epochs: 400
                          batch_size: 64
                          accumulate: 1
                          activation_checkpointing: false
                          optimizer: {type: sgd, learning_rate: 0.1, momentum: 0.9, nesterov: true, weight_decay: 0.0002}
                          schedule:
                            type: warmup-multistep
                            milestones: [320, 360]
                            factor: 0.1
                            warmup_epochs: 5
                          warmup_steps: 0
                          warmup_fraction: 0.0
                          clip_norm: 0.0
                          threads: 2
                          precision: float32
                          checkpoint_steps: 0
                          checkpoint_minutes: 0.0
                          keep_checkpoints: 2
                          ema_decay: 0.0
                        evaluate:
                          batch_size: 256
                          every_epochs: 1
                          protocol: pooled
                          validation_fraction: 0.0
                        distributed:
                          timeout_seconds: 60
                          collective_timeout_seconds: 1800
                          verify_steps: 0
                        """);
    }

    @Test
    void whatIsWrittenReadsAsItWas() {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(7);
        for (int i = 0; i < 500; i++) {
            ExperimentConfig config = anyConfig(random);
            String yaml = ExperimentFile.write(config);
            assertThat(ExperimentFile.parse(yaml, "config.yaml", List.of()))
                    .as(yaml)
                    .isEqualTo(config);
        }
    }

    @Test
    void whatIsDeferredReadsAsItWasWritten() {
        for (DeferredConfig deferred :
                List.of(new DeferredConfig.Reweight(160, 0.999), new DeferredConfig.Resample(9))) {
            String type = deferred instanceof DeferredConfig.Reweight
                    ? "{from_epoch: 160, beta: 0.999}"
                    : "{type: resample, from_epoch: 9}";
            ExperimentConfig config =
                    ExperimentFile.parse(LEAST, "run.yaml", List.of("loss.type=ldam", "train.deferred=" + type));
            assertThat(config.train().deferred()).isEqualTo(deferred);
            assertThat(ExperimentFile.parse(ExperimentFile.write(config), "config.yaml", List.of()))
                    .isEqualTo(config);
        }
        assertThat(ExperimentFile.parse(LEAST, "run.yaml", List.of()).train().deferred())
                .isNull();
    }

    @Test
    void aSecondStageReadsAsItWasWritten() {
        for (String type : List.of(
                "{checkpoint: first.safetensors}",
                "{type: classifier-retraining, checkpoint: first.safetensors, reset: false}",
                "{type: learnable-scale, checkpoint: first.safetensors}")) {
            ExperimentConfig config = ExperimentFile.parse(
                    LEAST, "run.yaml", List.of("model.freeze_backbone=true", "second_stage=" + type));
            assertThat(ExperimentFile.parse(ExperimentFile.write(config), "config.yaml", List.of()))
                    .isEqualTo(config);
            assertThat(config.secondStage()).isNotNull();
            assertThat(config.secondStage().checkpoint())
                    .isEqualTo(Path.of("first.safetensors").toAbsolutePath());
        }
    }

    @Test
    void aDistillationReadsAsItWasWritten() {
        List<String> settings =
                List.of("model.experts=1", "loss.type=balanced-softmax", "distill.teacher=t.safetensors");
        ExperimentConfig byDefault = ExperimentFile.parse(LEAST, "run.yaml", settings);
        assertThat(byDefault.distill())
                .isEqualTo(new DistillConfig(Path.of("t.safetensors").toAbsolutePath(), 2, 1));
        List<String> others = Stream.concat(settings.stream(), Stream.of("distill.temperature=4", "distill.weight=0.5"))
                .toList();
        ExperimentConfig config = ExperimentFile.parse(LEAST, "run.yaml", others);
        assertThat(config.distill()).isEqualTo(new DistillConfig(Path.of("t.safetensors"), 4, 0.5));
        assertThat(ExperimentFile.parse(ExperimentFile.write(config), "config.yaml", List.of()))
                .isEqualTo(config);
        assertThat(ExperimentFile.parse(LEAST, "run.yaml", List.of()).distill()).isNull();
    }

    private static ModelConfig.@Nullable Pretrained anyPretrained(
            RandomGenerator random, ModelConfig.Backbone backbone) {
        if (backbone == ModelConfig.EfficientNet.EFFICIENTNET_LITE0 && random.nextBoolean()) {
            return new ModelConfig.BuiltIn();
        }
        return random.nextBoolean() ? null : new ModelConfig.WeightFile(Path.of("weights.safetensors"));
    }

    private static ModelConfig anyModel(RandomGenerator random) {
        ModelConfig.Backbone backbone = oneOf(
                random,
                new ModelConfig.CifarResNet(8 + 6 * random.nextInt(199)),
                oneOf(random, ModelConfig.ResNet.values()),
                oneOf(random, ModelConfig.EfficientNet.values()));
        return new ModelConfig(
                1 + random.nextInt(9),
                backbone,
                1 + random.nextInt(2),
                anyPretrained(random, backbone),
                random.nextBoolean(),
                oneOf(random, ModelConfig.MemoryFormat.values()),
                oneOf(
                        random,
                        new ModelConfig.Linear(random.nextBoolean()),
                        new ModelConfig.Cosine(above0(random), random.nextBoolean()),
                        new ModelConfig.Normalized()),
                random.nextDouble(),
                backbone instanceof ModelConfig.EfficientNet ? random.nextDouble() : 0);
    }

    private static ExperimentConfig anyConfig(RandomGenerator random) {
        boolean contrastive = random.nextBoolean();
        return new ExperimentConfig(
                oneOf(random, "run", "123", "2e-4", "null.x", "true", "größe_3", "no"),
                oneOf(random, random.nextLong(), Long.MIN_VALUE, Long.MAX_VALUE, 0L),
                anyData(random),
                new AugmentConfig(
                        AnyOperation.list(random),
                        contrastive ? 1 : 1 + random.nextInt(9),
                        contrastive || random.nextBoolean() ? AnyOperation.list(random) : null,
                        contrastive ? null : anyMix(random),
                        AnyOperation.list(random),
                        new AugmentConfig.Normalization(
                                List.of(random.nextDouble(), 0.0, 1.0),
                                List.of(above0(random), above0(random), Double.MIN_VALUE))),
                anyModel(random),
                contrastive ? anyContrastive(random) : null,
                oneOf(
                        random,
                        new LossConfig.CrossEntropy(),
                        new LossConfig.BalancedSoftmax(),
                        new LossConfig.LabelSmoothing(random.nextDouble()),
                        new LossConfig.Focal(above0(random)),
                        new LossConfig.ClassBalanced(
                                oneOf(random, LossConfig.ClassBalanced.Base.values()),
                                above0(random),
                                random.nextDouble()),
                        new LossConfig.Ldam(above0(random), above0(random)),
                        new LossConfig.LogitAdjustment(above0(random)),
                        new LossConfig.Ncl(
                                random.nextBoolean() ? null : 1 + random.nextInt(9),
                                above0(random),
                                above0(random),
                                0,
                                Double.MAX_VALUE,
                                oneOf(random, LossConfig.HcmSource.values()),
                                oneOf(random, LossConfig.OutsideMask.values())),
                        new LossConfig.NclPlus(
                                random.nextBoolean() ? null : 1 + random.nextInt(9),
                                above0(random),
                                0,
                                above0(random),
                                oneOf(random, LossConfig.HcmSource.values()),
                                oneOf(random, LossConfig.OutsideMask.values()))),
                anyTrain(random),
                new EvaluateConfig(
                        1 + random.nextInt(999),
                        1 + random.nextInt(9),
                        oneOf(random, EvaluateConfig.ShotProtocol.values()),
                        random.nextDouble()),
                null,
                null,
                Defaults.of(DistributedConfig.class));
    }

    private static AugmentConfig.@Nullable Mix anyMix(RandomGenerator random) {
        return oneOf(
                random,
                null,
                new AugmentConfig.Mixup(above0(random), random.nextDouble()),
                new AugmentConfig.Cutmix(above0(random), random.nextDouble()));
    }

    private static DataConfig anyData(RandomGenerator random) {
        DataConfig.Format format = oneOf(random, DataConfig.Format.values());
        boolean annotated = format == DataConfig.Format.ANNOTATIONS;
        Path path = Path.of(oneOf(random, "a: b.tar.gz", "/tmp/ ü #x/'\"", "~", "../up", "12", "[x]"));
        return new DataConfig(
                format,
                annotated || format == DataConfig.Format.BUILT_IN ? null : path,
                annotated ? path : null,
                annotated ? Path.of("val.json") : null,
                new DataConfig.LongTail(
                        oneOf(random, DataConfig.Profile.values()),
                        1 + above0(random),
                        oneOf(random, DataConfig.Selection.values())),
                oneOf(random, DataConfig.ExifOrientation.values()),
                oneOf(random, DataConfig.OnBadImage.values()),
                anySampler(random),
                anyCache(random, annotated),
                1 + random.nextInt(9),
                1 + random.nextInt(9));
    }

    private static DataConfig.Sampler anySampler(RandomGenerator random) {
        return oneOf(
                random,
                new DataConfig.Instance(),
                new DataConfig.ClassBalanced(),
                new DataConfig.SquareRoot(),
                new DataConfig.FourthRoot(),
                new DataConfig.ProgressivelyBalanced(),
                new DataConfig.RepeatFactor(1 - random.nextDouble()));
    }

    private static DataConfig.Cache anyCache(RandomGenerator random, boolean annotated) {
        return oneOf(
                random,
                new DataConfig.Cache.None(),
                new DataConfig.Cache.Memory(),
                annotated
                        ? new DataConfig.Cache.Packed(
                                Path.of("packed"), random.nextBoolean() ? null : 1 + random.nextInt(999))
                        : new DataConfig.Cache.None());
    }

    private static ContrastiveConfig anyContrastive(RandomGenerator random) {
        return new ContrastiveConfig(
                1 + random.nextInt(99_999),
                1 + random.nextInt(999),
                above0(random),
                random.nextDouble(),
                above0(random),
                oneOf(random, ContrastiveConfig.Projection.values()),
                oneOf(random, ContrastiveConfig.KeyEncoder.values()));
    }

    private static TrainConfig anyTrain(RandomGenerator random) {
        double momentum = random.nextDouble();
        List<Integer> milestones = new ArrayList<>();
        for (int epoch = 1 + random.nextInt(9); random.nextBoolean(); epoch += 1 + random.nextInt(9)) {
            milestones.add(epoch);
        }
        OptimizerConfig optimizer = oneOf(
                random,
                new OptimizerConfig.Sgd(above0(random), momentum, momentum > 0 && random.nextBoolean(), above0(random)),
                new OptimizerConfig.Adam(above0(random), 0.5, random.nextDouble(), above0(random), 0));
        return new TrainConfig(
                1 + random.nextInt(999),
                2 + random.nextInt(999),
                1 + random.nextInt(99),
                random.nextBoolean(),
                optimizer,
                oneOf(
                        random,
                        new ScheduleConfig.Multistep(milestones, 1 - random.nextDouble()),
                        new ScheduleConfig.WarmupMultistep(milestones, 1, random.nextInt(9)),
                        new ScheduleConfig.Cosine(optimizer.learningRate() * random.nextDouble(), random.nextInt(9))),
                0,
                random.nextDouble(),
                above0(random),
                1 + random.nextInt(9),
                oneOf(random, TrainConfig.Precision.values()),
                random.nextInt(999),
                random.nextInt(99),
                1 + random.nextInt(9),
                random.nextDouble(),
                null);
    }

    /** Over many orders of magnitude, so that every way to write a number occurs. */
    private static double above0(RandomGenerator random) {
        return (1 - random.nextDouble()) * Math.pow(10, random.nextInt(-12, 13));
    }

    @SafeVarargs
    private static <T> T oneOf(RandomGenerator random, T... values) {
        return values[random.nextInt(values.length)];
    }
}
