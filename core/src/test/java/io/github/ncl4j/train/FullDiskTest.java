package io.github.ncl4j.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.ncl4j.config.ExperimentConfig;
import io.github.ncl4j.run.Resume;
import io.github.ncl4j.run.RunDirectory;
import io.github.ncl4j.run.TrainingException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A disk that is full when a checkpoint is due. Linux's {@code /dev/full} plays it: a link to it stands where the next draft is
 * to be written, and goes with the draft that fails.
 */
class FullDiskTest {

    private static final Path FULL = Path.of("/dev/full");

    @TempDir
    private static Path data;

    @TempDir
    private static Path whole;

    private static ExperimentConfig tiny;

    @TempDir
    private Path folder;

    @BeforeAll
    static void trainWithoutFaults() throws IOException {
        tiny = TinyExperiment.config(TinyExperiment.writeData(data));
        InterruptedRuns.train(config(0), whole);
    }

    @BeforeEach
    void needsSuchADevice() {
        assumeTrue(Files.exists(FULL), "skipped: no /dev/full here");
    }

    private static ExperimentConfig config(int checkpointSteps) {
        return TinyExperiment.with(tiny, "train.checkpoint_steps=" + checkpointSteps);
    }

    private void fill(String file) {
        try {
            Files.createSymbolicLink(folder.resolve(file), FULL);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<String> checkpoints() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("checkpoints"))) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void withinAnEpochTheTrainingGoesOnWithAWarning() throws IOException {
        try (RunWarnings warnings = new RunWarnings()) {
            // Step 6 is the second of epoch 2, and a checkpoint is due after it.
            TrainingResult result =
                    InterruptedRuns.trainWith(config(1), folder, 5, () -> fill("checkpoints/last.safetensors.part"));

            assertThat(result.finished()).isTrue();
            assertThat(warnings.heard())
                    .containsExactly(
                            folder.resolve("checkpoints/last.safetensors")
                                    + ": cannot be written: No space left on device; the training goes on, and the next checkpoint"
                                    + " may succeed, but until then a crash takes it back to where it stood in epoch 2 after step 1");
        }
        RunComparison.assertSameRun(whole, folder);
    }

    @Test
    void whenTheFirstCheckpointFailsTheRunDoes() throws IOException {
        assertThatThrownBy(() -> InterruptedRuns.trainWith(
                        config(2), folder, 1, () -> fill("checkpoints/last.safetensors.part")))
                .isInstanceOf(TrainingException.class)
                .hasMessage(folder.resolve("checkpoints/last.safetensors")
                        + ": cannot be written: No space left on device; the run as it stands, in epoch 1 after step 2, is"
                        + " not saved. There is no checkpoint yet: make the disk take it, and start again");
        assertThat(checkpoints()).isEmpty();
    }

    @Test
    void atTheEndOfAnEpochTheRunFailsAndTheGoodCheckpointStays() throws IOException {
        // Step 8 is the last of epoch 2.
        assertThatThrownBy(() -> InterruptedRuns.trainWith(
                        config(0), folder, 8, () -> fill("checkpoints/last.safetensors.part")))
                .isInstanceOf(TrainingException.class)
                .hasMessageEndingWith(
                        "checkpoints/last.safetensors: cannot be written: No space left on device; the run as"
                                + " it stands, after epoch 2, is not saved. Make the disk take it, and resume"
                                + " from where it stood in epoch 2 after step 4");
        assertThat(checkpoints()).contains("last.safetensors").noneMatch(name -> name.endsWith(".part"));

        assertThat(InterruptedRuns.goOn(config(0), folder).firstEpoch()).isEqualTo(2);
        RunComparison.assertSameRun(whole, folder);
    }

    @Test
    void aRunThatCannotSaveItsEndIsNoSuccess() throws IOException {
        assertThatThrownBy(() -> InterruptedRuns.trainWith(
                        config(0), folder, 12, () -> fill("checkpoints/last.safetensors.part")))
                .isInstanceOf(TrainingException.class)
                .hasMessageContaining("the run as it stands, after epoch 3, is not saved");
        assertThat(InterruptedRuns.goOn(config(0), folder).firstEpoch()).isEqualTo(3);
        RunComparison.assertSameRun(whole, folder);
    }

    @Test
    void aRunThatIsStoppedAndCannotSaveFails() {
        try (Trainer trainer = Trainer.create(config(3), folder, new Resume.Auto(), "cpu")) {
            assertThatThrownBy(() -> trainer.fit(new TrainingListener() {
                        @Override
                        public void onStep(StepReport step) {
                            if (step.epoch() == 2 && step.step() == 1) {
                                fill("checkpoints/last.safetensors.part");
                                trainer.requestStop();
                            }
                        }
                    }))
                    .isInstanceOf(TrainingException.class)
                    .hasMessageContaining("the run as it stands, in epoch 2 after step 1, is not saved");
        }
    }

    @Test
    void metricsThatCannotBeWrittenEndTheRunToo() throws IOException {
        assertThatThrownBy(() -> InterruptedRuns.trainWith(config(0), folder, 1, () -> fill("metrics.jsonl")))
                .isInstanceOf(TrainingException.class)
                .hasMessageStartingWith(
                        folder.resolve("metrics.jsonl") + ": cannot be written: No space left on device; ");
        assertThat(checkpoints())
                .as("the state before the evaluation, and nothing of its end")
                .containsExactly("last.safetensors");
    }

    @Test
    void theDirectoryIsFreeAfterwards() {
        assertThatThrownBy(() -> InterruptedRuns.trainWith(
                        config(0), folder, 1, () -> fill("checkpoints/last.safetensors.part")))
                .isInstanceOf(TrainingException.class);
        RunDirectory.open(folder).close();
    }
}
