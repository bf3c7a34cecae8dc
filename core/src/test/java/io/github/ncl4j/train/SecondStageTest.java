package io.github.ncl4j.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.ncl4j.config.ExperimentConfig;
import io.github.ncl4j.model.TrainedModel;
import io.github.ncl4j.run.RunDirectory;
import io.github.ncl4j.run.TrainingException;
import io.github.ncl4j.torch.EngineScope;
import io.github.ncl4j.torch.HostArrays;
import io.github.ncl4j.torch.SafetensorsFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs that train the classifier of an earlier run's model. */
@ExtendWith(EngineScope.class)
class SecondStageTest {

    private static final String WEIGHT = "classifier.1.weight";

    @TempDir
    private static Path data;

    private static ExperimentConfig tiny;
    private static Path first;

    @TempDir
    private Path folder;

    @BeforeAll
    static void trainTheFirstStage() throws IOException {
        tiny = TinyExperiment.config(TinyExperiment.writeData(data));
        InterruptedRuns.train(config("loss.type=cross-entropy"), data.resolve("first"));
        first = RunDirectory.lastCheckpoint(data.resolve("first"));
    }

    private static ExperimentConfig config(String... overrides) {
        return TinyExperiment.with(tiny, overrides);
    }

    private static ExperimentConfig secondStage(String type, String... overrides) {
        List<String> all = new ArrayList<>(List.of(
                "loss.type=cross-entropy",
                "model.freeze_backbone=true",
                "data.sampler.type=class-balanced",
                "second_stage.type=" + type,
                "second_stage.checkpoint=" + first));
        all.addAll(List.of(overrides));
        return config(all.toArray(new String[0]));
    }

    @ParameterizedTest
    @ValueSource(strings = {"classifier-retraining", "learnable-scale"})
    void theBackboneStaysToTheLastBit(String type) {
        InterruptedRuns.train(secondStage(type), folder);

        try (SafetensorsFile before = SafetensorsFile.open(first);
                SafetensorsFile after = SafetensorsFile.open(RunDirectory.lastCheckpoint(folder))) {
            List<String> backbone = before.tensors().keySet().stream()
                    .filter(name -> name.startsWith("backbone."))
                    .toList();
            assertThat(backbone).hasSizeGreaterThan(50).anyMatch(name -> name.endsWith("running_var"));
            for (String name : backbone) {
                assertThat(after.bytes(name)).as(name).isEqualTo(before.bytes(name));
            }
            assertThat(after.bytes(WEIGHT)).isNotEqualTo(before.bytes(WEIGHT));
        }
    }

    @Test
    void aClassifierBeginsAfreshOrWhereItWas() {
        try (SafetensorsFile before = SafetensorsFile.open(first);
                TrainingSetup reset = TrainingSetup.create(secondStage("classifier-retraining"), "cpu", true);
                TrainingSetup kept = TrainingSetup.create(
                        secondStage("classifier-retraining", "second_stage.reset=false"), "cpu", true)) {
            double[] trained = HostArrays.doubles(before.tensor(WEIGHT));
            assertThat(weight(kept)).isEqualTo(trained);
            assertThat(weight(reset)).isNotEqualTo(trained);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"classifier-retraining", "learnable-scale"})
    void aFirstStageWithTheContrastiveBranchIsOneToo(String type) {
        ExperimentConfig contrastive = TinyExperiment.withContrast(TinyExperiment.with(tiny, "train.epochs=1"));
        InterruptedRuns.train(contrastive, folder.resolve("first"));
        Path checkpoint = RunDirectory.lastCheckpoint(folder.resolve("first"));
        List<String> settings = new ArrayList<>(List.of("train.epochs=1", "second_stage.checkpoint=" + checkpoint));
        if (type.equals("classifier-retraining")) {
            settings.add("second_stage.reset=false");
        }
        ExperimentConfig second = secondStage(type, settings.toArray(new String[0]));

        try (SafetensorsFile before = SafetensorsFile.open(checkpoint);
                TrainingSetup setup = TrainingSetup.create(second, "cpu", true)) {
            assertThat(weight(setup)).isEqualTo(HostArrays.doubles(before.tensor("classifier_ce.1.weight")));
        }
        InterruptedRuns.train(second, folder.resolve("second"));
        try (SafetensorsFile after = SafetensorsFile.open(RunDirectory.lastCheckpoint(folder.resolve("second")))) {
            assertThat(after.tensors()).containsKey(WEIGHT).doesNotContainKey("classifier_ce.1.weight");
        }
    }

    private static double[] weight(TrainingSetup setup) {
        return HostArrays.doubles(setup.learner().model().weights().state().get(WEIGHT));
    }

    @Test
    void learntScalesAreFoldedIntoAnOrdinaryModel() {
        InterruptedRuns.train(secondStage("learnable-scale"), folder);

        Device cpu = new Device(torch.DeviceType.CPU);
        try (SafetensorsFile before = SafetensorsFile.open(first);
                TrainedModel after = TrainedModel.load(RunDirectory.lastCheckpoint(folder), cpu)) {
            double[] base = HostArrays.doubles(before.tensor(WEIGHT));
            double[] scaled =
                    HostArrays.doubles(after.ensemble().weights().state().get(WEIGHT));
            int features = base.length / 3;
            for (int c = 0; c < 3; c++) {
                double scale = scaled[c * features] / base[c * features];
                assertThat(scale).isNotCloseTo(1, within(1e-4));
                for (int f = 0; f < features; f++) {
                    assertThat(scaled[c * features + f]).isCloseTo(scale * base[c * features + f], within(1e-6));
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"classifier-retraining", "learnable-scale"})
    void aStoppedRunGoesOnBitForBit(String type) throws IOException {
        InterruptedRuns.train(secondStage(type), folder.resolve("whole"));
        InterruptedRuns.trainInPieces(secondStage(type), folder.resolve("pieces"), 5);

        RunComparison.assertSameRun(folder.resolve("whole"), folder.resolve("pieces"));
    }

    @Test
    void aFirstStageOfAnotherArchitectureIsRefused() {
        assertThatThrownBy(() -> InterruptedRuns.train(secondStage("classifier-retraining", "model.experts=1"), folder))
                .isInstanceOf(TrainingException.class)
                .hasMessageStartingWith(
                        first + ": second_stage.checkpoint: the weights are of another architecture than the model; ")
                .hasMessageContaining("unexpected: backbone.1.");
    }
}
