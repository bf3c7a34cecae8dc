package io.github.ncl4j.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ncl4j.config.ExperimentConfig;
import io.github.ncl4j.file.AtomicFile;
import io.github.ncl4j.file.LineFile;
import io.github.ncl4j.run.Resume;
import io.github.ncl4j.run.ResumeRecord;
import io.github.ncl4j.run.RunDirectory;
import io.github.ncl4j.testkit.TinyData;
import io.github.ncl4j.torch.SafetensorsException;
import io.github.ncl4j.torch.SafetensorsFile;
import io.github.ncl4j.torch.SafetensorsWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An interrupt that comes while a run writes: Java then closes the file under the writer. */
class InterruptedWritingTest {

    @TempDir
    private Path folder;

    @BeforeEach
    void interrupt() {
        Thread.currentThread().interrupt();
    }

    @AfterEach
    void clear() {
        assertThat(Thread.interrupted()).as("the thread is still interrupted").isTrue();
    }

    @Test
    void aCheckpointIsWrittenWhole() {
        Path file = folder.resolve("last.safetensors");

        SafetensorsWriter.write(file, Map.of("epoch", "3"), Map.of());

        Thread.interrupted();
        try (SafetensorsFile written = SafetensorsFile.open(file)) {
            assertThat(written.metadata()).containsEntry("epoch", "3");
        }
        assertThat(folder).isDirectoryNotContaining("glob:**.part");
        interrupt();
    }

    @Test
    void theSmallFilesAreWrittenWhole() throws IOException {
        Path whole = folder.resolve("config.yaml");
        Path lines = folder.resolve("metrics.jsonl");

        AtomicFile.write(whole, new byte[] {'a'});
        LineFile.append(lines, "one");
        LineFile.append(lines, "two");
        LineFile.append(lines, "three");
        LineFile.cutOff(lines, 8);
        new ResumeRecord("now", 1, 0, "last.safetensors", List.of()).append(folder.resolve("resumes.jsonl"));

        assertThat(Files.readString(whole)).isEqualTo("a");
        assertThat(lines).hasContent("one\ntwo\n");
        assertThat(folder.resolve("resumes.jsonl")).isNotEmptyFile();
    }

    /** As in a pool that is shut down before its thread has begun. */
    @Test
    void aTrainerIsCreatedAndStopsAtOnceWithTheRunSaved() throws IOException {
        Thread.interrupted();
        ExperimentConfig config = TinyExperiment.config(TinyData.write(folder.resolve("data")));
        interrupt();
        Path run = folder.resolve("run");

        try (Trainer trainer = Trainer.create(config, run, new Resume.Never(), "cpu")) {
            assertThat(trainer.fit(TrainingListener.NONE).finished()).isFalse();
        }

        assertThat(RunDirectory.lastCheckpoint(run)).exists();
    }

    /** Its file may be whole, so nobody is to be told to begin anew. */
    @Test
    void aCheckpointThatCannotBeReadIsNotCalledDamaged() {
        Thread.interrupted();
        Path last = RunDirectory.lastCheckpoint(folder);
        assertThat(last.getParent().toFile().mkdirs()).isTrue();
        SafetensorsWriter.write(last, Map.of(), Map.of());
        interrupt();

        assertThatThrownBy(() -> new Resume.Auto().find(folder))
                .isInstanceOf(SafetensorsException.class)
                .hasMessage(last + ": cannot be read: the thread was interrupted");
    }
}
