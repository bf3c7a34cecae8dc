package io.github.ncl4j.train;

import io.github.ncl4j.config.AugmentConfig;
import io.github.ncl4j.config.ContrastiveConfig;
import io.github.ncl4j.config.DataConfig;
import io.github.ncl4j.config.Defaults;
import io.github.ncl4j.config.EvaluateConfig;
import io.github.ncl4j.config.ExperimentConfig;
import io.github.ncl4j.config.LossConfig;
import io.github.ncl4j.config.ModelConfig;
import io.github.ncl4j.config.OptimizerConfig;
import io.github.ncl4j.config.ScheduleConfig;
import io.github.ncl4j.config.TrainConfig;
import io.github.ncl4j.config.file.ExperimentFile;
import io.github.ncl4j.testkit.TinyData;
import java.nio.file.Path;
import java.util.List;

/** Configurations that train on {@link TinyData} in a second. */
public final class TinyExperiment {

    static final int STEPS_PER_EPOCH = 4;

    private TinyExperiment() {}

    /** {@link #config} of the data that all tests read. */
    public static ExperimentConfig shared() {
        return config(TinyData.shared());
    }

    /** Two experts under the NCL loss for three epochs, with dropout so that the engine's generator matters. */
    public static ExperimentConfig config(Path data) {
        DataConfig images = DataConfig.annotations(data.resolve("train.json"), data.resolve("valid.json"))
                .withLongTail(new DataConfig.LongTail(DataConfig.Profile.NONE, 1, DataConfig.Selection.FIRST))
                .withCache(new DataConfig.Cache.Memory())
                .withPrefetch(2);
        TrainConfig train = TrainConfig.of(3)
                .withBatchSize(16)
                .withOptimizer(new OptimizerConfig.Sgd(0.01, 0.9, true, 2e-4))
                .withSchedule(new ScheduleConfig.Multistep(List.of(3), 0.1))
                .withWarmupSteps(2)
                .withClipNorm(5)
                .withThreads(1);
        return ExperimentConfig.of("tiny", images, train)
                .withSeed(5)
                .withAugment(AugmentConfig.of(
                        List.of(new AugmentConfig.RandomCrop(8, 1), new AugmentConfig.HorizontalFlip(0.5)),
                        List.of(),
                        new AugmentConfig.Normalization(List.of(0.5, 0.5, 0.5), List.of(0.25, 0.25, 0.25))))
                .withModel(ModelConfig.of(2, new ModelConfig.CifarResNet(8), new ModelConfig.Linear(true))
                        .withDropout(0.1))
                .withLoss(LossConfig.Ncl.of(2, 1, 1, 0.6, 0.6))
                .withEvaluate(Defaults.of(EvaluateConfig.class).withBatchSize(8));
    }

    /** The same experiment with other settings, written as on the command line. */
    static ExperimentConfig with(ExperimentConfig config, String... settings) {
        return with(config, List.of(settings));
    }

    /** The same experiment with other settings, written as on the command line. */
    public static ExperimentConfig with(ExperimentConfig config, List<String> settings) {
        return ExperimentFile.parse(ExperimentFile.write(config), "tiny.yaml", settings);
    }

    /** The same experiment with the contrastive branch: a key view like the other, and a queue that no batch divides. */
    static ExperimentConfig withContrast(ExperimentConfig config) {
        return config.withAugment(config.augment().withKey(config.augment().train()))
                .withContrastive(new ContrastiveConfig(
                        40, 8, 0.2, 0.9, 1, ContrastiveConfig.Projection.MLP, ContrastiveConfig.KeyEncoder.MOCO));
    }

    /** The same training with another learning rate, which neither warm-up nor clipping softens. */
    static TrainConfig withLearningRate(TrainConfig train, double learningRate) {
        return train.withOptimizer(train.optimizer().withLearningRate(learningRate))
                .withWarmupSteps(0)
                .withClipNorm(0);
    }
}
