package io.github.ncl4j.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.ncl4j.config.AugmentConfig;
import io.github.ncl4j.config.ExperimentConfig;
import io.github.ncl4j.config.LossConfig;
import io.github.ncl4j.config.file.ExperimentFile;
import io.github.ncl4j.run.EpochMetrics;
import io.github.ncl4j.run.HardCategoriesFile;
import io.github.ncl4j.run.Resume;
import io.github.ncl4j.run.RunDirectory;
import io.github.ncl4j.run.TrainingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole runs of a tiny experiment: what they leave, that they repeat, and that they survive being stopped. */
class TrainerTest {

    @TempDir
    private static Path data;

    private static ExperimentConfig config;

    @TempDir
    private Path folder;

    @BeforeAll
    static void writeData() throws IOException {
        config = TinyExperiment.config(TinyExperiment.writeData(data));
    }

    @Test
    void aRunLeavesACompleteDirectory() throws IOException {
        TrainingResult result = train(config, folder, new Resume.Never(), TrainingListener.NONE);

        assertThat(result.finished()).isTrue();
        assertThat(result.evaluation()).isNotNull();
        assertThat(ExperimentFile.load(folder.resolve("config.yaml"), List.of()))
                .isEqualTo(config);
        assertThat(folder.resolve("checkpoints/last.safetensors")).exists();
        assertThat(folder.resolve("checkpoints/best-ensemble.safetensors")).exists();
        assertThat(folder.resolve("checkpoints/best-single.safetensors")).exists();
        List<JsonNode> lines = metrics(folder);
        assertThat(lines).extracting(line -> line.path("epoch").asInt()).containsExactly(1, 2, 3);
        JsonNode last = lines.get(2);
        assertThat(last.path("lr").asDouble()).isEqualTo(0.001);
        assertThat(last.path("ensemble_accuracy").asDouble())
                .isEqualTo(result.evaluation().ensemble().top1());
        assertThat(last.path("expert_accuracy")).hasSize(2);
        assertThat(last.path("train_loss_parts").has("nbod_hcm")).isTrue();
        assertThat(last.path("many").isNull()).as("no class has 100 images").isTrue();
        HardCategoriesFile hard = HardCategoriesFile.read(folder.resolve("hard-categories.json"));
        assertThat(hard.epoch()).isEqualTo(3);
        assertThat(hard.classCounts()).containsExactly(36, 18, 10);
        assertThat(hard.choices()).as("3 epochs of 4 batches of 16 images").isEqualTo(192);
        assertThat(LongStream.of(hard.chosen()).sum())
                .as("of three classes two are hard for each image: its own and one other")
                .isEqualTo(192);
    }

    @Test
    void lossFallsAndAccuracyRises() {
        List<EpochMetrics> epochs = new ArrayList<>();
        train(config, folder, new Resume.Never(), new TrainingListener() {
            @Override
            public void onEpoch(EpochMetrics metrics) {
                epochs.add(metrics);
            }
        });
        assertThat(epochs.get(2).trainLoss()).isLessThan(0.8 * epochs.get(0).trainLoss());
        assertThat(epochs.get(2).ensembleAccuracy()).isGreaterThan(0.6);
    }

    @Test
    void oneSeedIsOneRunBitForBit() throws IOException {
        train(config, folder.resolve("a"), new Resume.Never(), TrainingListener.NONE);
        train(config, folder.resolve("b"), new Resume.Never(), TrainingListener.NONE);
        RunComparison.assertSameRun(folder.resolve("a"), folder.resolve("b"));
    }

    @Test
    void aLossWithoutHardCategoriesCountsNone() throws IOException {
        train(config.withLoss(new LossConfig.CrossEntropy()), folder, new Resume.Never(), TrainingListener.NONE);

        assertThat(RunDirectory.hardCategories(folder)).doesNotExist();
    }

    @Test
    void aRunStoppedAfterAnyStepGoesOnBitForBit() throws IOException {
        Path whole = folder.resolve("whole");
        train(config, whole, new Resume.Never(), TrainingListener.NONE);
        Path stopped = folder.resolve("stopped");
        int starts = 0;
        // Stops after 5 more steps each time: in mid-epoch, and at the last step of an epoch too.
        while (!stopAfter(5, config, stopped).finished()) {
            starts++;
        }
        assertThat(starts).isEqualTo(2);
        RunComparison.assertSameRun(whole, stopped);
    }

    @Test
    void aRunOfSeveralViewsRepeatsAndGoesOnBitForBit() throws IOException {
        ExperimentConfig plus = threeViews();
        Path whole = folder.resolve("whole");
        train(plus, whole, new Resume.Never(), TrainingListener.NONE);
        train(plus, folder.resolve("again"), new Resume.Never(), TrainingListener.NONE);
        Path stopped = folder.resolve("stopped");
        assertThat(stopAfter(6, plus, stopped).finished()).isFalse();
        train(plus, stopped, new Resume.Auto(), TrainingListener.NONE);

        RunComparison.assertSameRun(whole, folder.resolve("again"));
        RunComparison.assertSameRun(whole, stopped);
        assertThat(metrics(whole).get(2).path("train_loss_parts").path("intra").asDouble())
                .isPositive();
    }

    @Test
    void aRunOfMixedBatchesRepeatsAndGoesOnBitForBit() throws IOException {
        for (AugmentConfig.Mix mix : List.of(new AugmentConfig.Mixup(1, 0.7), new AugmentConfig.Cutmix(1, 0.7))) {
            ExperimentConfig mixed = config.withAugment(
                            config.augment().withCopies(2).withMix(mix))
                    .withLoss(LossConfig.NclPlus.of(2, 1, 1, 0.6));
            Path whole = folder.resolve(mix.getClass().getSimpleName());
            train(mixed, whole, new Resume.Never(), TrainingListener.NONE);
            Path stopped = folder.resolve(mix.getClass().getSimpleName() + "-stopped");
            assertThat(stopAfter(6, mixed, stopped).finished()).isFalse();
            train(mixed, stopped, new Resume.Auto(), TrainingListener.NONE);

            RunComparison.assertSameRun(whole, stopped);
        }
    }

    @Test
    void mixingChangesTheLossOfTheFirstStep() {
        List<Double> losses = new ArrayList<>();
        for (AugmentConfig.@Nullable Mix mix :
                Arrays.asList(null, new AugmentConfig.Mixup(1, 1), new AugmentConfig.Cutmix(1, 1))) {
            ExperimentConfig mixed = config.withAugment(config.augment().withMix(mix));
            train(mixed, folder.resolve("run" + losses.size()), new Resume.Never(), new TrainingListener() {
                @Override
                public void onStep(StepReport step) {
                    if (step.epoch() == 1 && step.step() == 1) {
                        losses.add(step.meanLoss());
                    }
                }
            });
        }
        assertThat(losses).hasSize(3).doesNotHaveDuplicates();
    }

    @Test
    void theTrainingAccuracyCountsEveryView() {
        ExperimentConfig plus = threeViews();
        List<Double> accuracies = new ArrayList<>();
        train(plus, folder, new Resume.Never(), new TrainingListener() {
            @Override
            public void onStep(StepReport step) {
                if (step.step() == 1) {
                    accuracies.add(step.accuracy() * 3 * 16);
                }
            }
        });

        assertThat(accuracies)
                .hasSize(3)
                .allSatisfy(correct -> assertThat(correct).isCloseTo(Math.rint(correct), within(1e-9)));
        assertThat(accuracies)
                .anySatisfy(correct -> assertThat(Math.round(correct) % 3).isNotZero());
    }

    @Test
    void aRunKilledBetweenCheckpointsGoesOnBitForBit() throws IOException {
        Path whole = folder.resolve("whole");
        train(config, whole, new Resume.Never(), TrainingListener.NONE);
        ExperimentConfig saving = config.withTrain(config.train().withCheckpointSteps(3));
        for (int killedAt : new int[] {2, 4, 7, 11}) {
            Path killed = folder.resolve("killed-" + killedAt);
            assertThatThrownBy(() -> train(saving, killed, new Resume.Never(), new DieAt(killedAt)))
                    .isInstanceOf(DieAt.Death.class);
            train(saving, killed, new Resume.Auto(), TrainingListener.NONE);
            RunComparison.assertSameRun(whole, killed);
        }
    }

    @Test
    void whatADeadRunReportedPastItsCheckpointIsTakenBack() throws IOException {
        train(config, folder, new Resume.Never(), TrainingListener.NONE);
        Path whole = Files.copy(folder.resolve("metrics.jsonl"), folder.resolve("whole.jsonl"));
        // As if the process had died after the metrics of epoch 3 were written and before its checkpoint was.
        ExperimentConfig two = config.withTrain(config.train().withEpochs(2));
        Path again = folder.resolve("again");
        train(two, again, new Resume.Never(), TrainingListener.NONE);
        Files.writeString(
                again.resolve("metrics.jsonl"), "{\"epoch\":3,\"lr\":0.5}\n{\"epo", StandardOpenOption.APPEND);
        train(config, again, new Resume.Auto(), TrainingListener.NONE);
        assertThat(withoutTimes(metrics(again))).isEqualTo(withoutTimes(lines(whole)));
    }

    @Test
    void aFinishedRunResumesToNothing() throws IOException {
        train(config, folder, new Resume.Never(), TrainingListener.NONE);
        TrainingResult result = train(config, folder, new Resume.Auto(), TrainingListener.NONE);
        assertThat(result.finished()).isTrue();
        assertThat(result.evaluation()).isNull();
        assertThat(metrics(folder)).hasSize(3);
    }

    @Test
    void anInfiniteLossStopsTheRunAndNamesTheLastCheckpoint() {
        ExperimentConfig wild = config.withTrain(TinyExperiment.withLearningRate(config.train(), 1e12));
        assertThatThrownBy(() -> train(wild, folder, new Resume.Never(), TrainingListener.NONE))
                .isInstanceOf(TrainingException.class)
                .hasMessageMatching(
                        "(?s)the loss is (NaN|-?Infinity) in epoch 1, step \\d+ .*there is no checkpoint yet.*"
                                + "try a lower train.optimizer.learning_rate.*");
    }

    @Test
    void aFolderWithARunIsRefused() {
        train(config, folder, new Resume.Never(), TrainingListener.NONE);
        assertThatThrownBy(() -> train(config, folder, new Resume.Never(), TrainingListener.NONE))
                .isInstanceOf(TrainingException.class)
                .hasMessage(folder + ": already holds a run; resume it, or train in another folder");
    }

    @Test
    void anotherRunsCheckpointIsRefusedWithWhatDiffers() {
        train(config, folder, new Resume.Never(), TrainingListener.NONE);
        ExperimentConfig other = config.withTrain(TinyExperiment.withLearningRate(config.train(), 0.5));
        assertThatThrownBy(() -> train(other, folder, new Resume.Auto(), TrainingListener.NONE))
                .isInstanceOf(TrainingException.class)
                .hasMessageContaining("is of a run with other settings (train.optimizer.learning_rate: 0.01, now 0.5)");
    }

    @Test
    void twoRunsInOneFolderAreRefused() {
        try (RunDirectory held = RunDirectory.open(folder)) {
            assertThatThrownBy(() -> train(config, folder, new Resume.Auto(), TrainingListener.NONE))
                    .isInstanceOf(TrainingException.class)
                    .hasMessage(
                            folder + ": this process is training in this folder; wait for it, or train in another one");
            assertThat(held.folder()).isEqualTo(folder);
        }
    }

    private static ExperimentConfig threeViews() {
        return config.withAugment(config.augment().withCopies(3)).withLoss(LossConfig.NclPlus.of(2, 1, 1, 0.6));
    }

    private static TrainingResult train(
            ExperimentConfig config, Path output, Resume resume, TrainingListener listener) {
        try (Trainer trainer = Trainer.create(config, output, resume, "cpu")) {
            return trainer.fit(listener);
        }
    }

    private static TrainingResult stopAfter(int steps, ExperimentConfig config, Path output) {
        try (Trainer trainer = Trainer.create(config, output, new Resume.Auto(), "cpu")) {
            return trainer.fit(new TrainingListener() {
                private int taken;

                @Override
                public void onStep(StepReport step) {
                    if (++taken == steps) {
                        trainer.requestStop();
                    }
                }
            });
        }
    }

    private static List<JsonNode> metrics(Path run) throws IOException {
        return lines(run.resolve("metrics.jsonl"));
    }

    private static List<JsonNode> lines(Path file) throws IOException {
        List<JsonNode> lines = new ArrayList<>();
        for (String line : Files.readAllLines(file)) {
            lines.add(new JsonMapper().readTree(line));
        }
        return lines;
    }

    private static List<JsonNode> withoutTimes(List<JsonNode> lines) {
        lines.forEach(line -> ((ObjectNode) line).remove(List.of("seconds", "images_per_second", "data_wait")));
        return lines;
    }

    /** Ends a run the hard way, between a step and whatever follows it. */
    private static final class DieAt implements TrainingListener {

        private final int step;
        private int taken;

        DieAt(int step) {
            this.step = step;
        }

        @Override
        public void onStep(StepReport report) {
            if (++taken == step) {
                throw new Death();
            }
        }

        static final class Death extends RuntimeException {
            private static final long serialVersionUID = 1L;
        }
    }
}
