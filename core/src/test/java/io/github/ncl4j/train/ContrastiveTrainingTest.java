package io.github.ncl4j.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.ncl4j.config.ExperimentConfig;
import io.github.ncl4j.model.TrainedModel;
import io.github.ncl4j.run.Resume;
import io.github.ncl4j.run.RunDirectory;
import io.github.ncl4j.run.TrainingException;
import io.github.ncl4j.torch.SafetensorsFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole runs with the contrastive branch. */
class ContrastiveTrainingTest {

    @TempDir
    private static Path data;

    private static ExperimentConfig config;

    @TempDir
    private Path folder;

    @BeforeAll
    static void writeData() throws IOException {
        config = TinyExperiment.withContrast(TinyExperiment.config(TinyExperiment.writeData(data)));
    }

    @Test
    void theLossHasItsPartAndTheCheckpointTheReferencesNames() throws IOException {
        run(folder, config, new Resume.Never(), 0);

        List<String> lines = Files.readAllLines(folder.resolve("metrics.jsonl"));
        JsonNode last = new JsonMapper().readTree(lines.get(2));
        // Two experts; to guess among 41 keys would cost each ln 41.
        assertThat(last.path("train_loss_parts").path("contrastive").asDouble())
                .isPositive()
                .isLessThan(2 * Math.log(41));
        assertThat(last.path("train_accuracy").asDouble()).isBetween(0.34, 1.0);
        try (SafetensorsFile file = SafetensorsFile.open(RunDirectory.lastCheckpoint(folder))) {
            assertThat(file.tensors())
                    .containsKeys(
                            "MOCO.1.queue",
                            "MOCO.1.queue_ptr",
                            "backbone_MA.1.bn1.running_var",
                            "classifier_MA.0.0.weight",
                            "classifier.0.2.bias",
                            "classifier_ce.0.weight",
                            "optimizer.classifier.1.0.weight.momentum")
                    .doesNotContainKey("classifier.0.weight");
        }
    }

    @Test
    void aRunStoppedAfterAnyStepGoesOnBitForBit() throws IOException {
        Path whole = folder.resolve("whole");
        run(whole, config, new Resume.Never(), 0);
        Path stopped = folder.resolve("stopped");
        int starts = 0;
        while (!run(stopped, config, new Resume.Auto(), 5).finished()) {
            starts++;
        }
        assertThat(starts).isEqualTo(2);
        RunComparison.assertSameRun(whole, stopped);
    }

    @Test
    void aModelIsLoadedWithoutWhatOnlyTrainingNeeds() {
        run(folder, config, new Resume.Never(), 0);

        try (PointerScope scope = new PointerScope();
                TrainedModel model =
                        TrainedModel.load(RunDirectory.lastCheckpoint(folder), new Device(torch.DeviceType.CPU))) {
            assertThat(model.ensemble().weights().state().keySet())
                    .allMatch(name -> name.startsWith("backbone.") || name.startsWith("classifier_ce."))
                    .contains("classifier_ce.1.bias");
        }
    }

    @Test
    void aRunWithoutTheBranchIsAnotherRun() {
        run(folder, config, new Resume.Never(), 0);
        ExperimentConfig without = TinyExperiment.config(data);

        assertThatThrownBy(() -> run(folder, without, new Resume.Auto(), 0))
                .isInstanceOf(TrainingException.class)
                .hasMessageContaining("contrastive.queue_length: 40, now unset");
    }

    private static TrainingResult run(Path output, ExperimentConfig config, Resume resume, int steps) {
        try (Trainer trainer = Trainer.create(config, output, resume, "cpu")) {
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
}
