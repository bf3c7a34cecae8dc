package io.github.ncl4j.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ncl4j.config.ExperimentConfig;
import io.github.ncl4j.run.Checkpoint;
import io.github.ncl4j.run.DataIdentity;
import io.github.ncl4j.run.EpochMetrics;
import io.github.ncl4j.run.HardCategoriesFile;
import io.github.ncl4j.run.MetricsFile;
import io.github.ncl4j.run.OutputFolder;
import io.github.ncl4j.run.Resume;
import io.github.ncl4j.run.RunDirectory;
import io.github.ncl4j.run.RunIdentity;
import io.github.ncl4j.run.TrainingException;
import io.github.ncl4j.torch.SafetensorsFile;
import io.github.ncl4j.torch.SafetensorsWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Shows which files a start may overwrite, which settings make a run the same run, and how a run goes back in time. */
class ResumeSafetyTest {

    @TempDir
    private static Path data;

    /** Three epochs, with every checkpoint. */
    @TempDir
    private static Path whole;

    private static ExperimentConfig config;

    @TempDir
    private Path folder;

    private Path run;

    @BeforeAll
    static void train() throws IOException {
        config = TinyExperiment.with(
                TinyExperiment.config(TinyExperiment.writeData(data)),
                "train.keep_checkpoints=9",
                "train.checkpoint_steps=3");
        InterruptedRuns.train(config, whole);
    }

    @BeforeEach
    void copyRun() throws IOException {
        run = copy(whole, folder.resolve("run"));
    }

    private static Path copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file).toString()));
            }
        }
        return to;
    }

    private static Path checkpoint(Path run, String name) {
        return run.resolve("checkpoints").resolve(name + ".safetensors");
    }

    /** Opens the run and returns at its first step. */
    private static void touch(ExperimentConfig config, Path output, Resume resume) {
        try (Trainer trainer = Trainer.create(config, output, resume, "cpu")) {
            trainer.requestStop();
            trainer.fit(TrainingListener.NONE);
        }
    }

    private static Map<String, byte[]> content(Path folder) {
        Map<String, byte[]> content = new TreeMap<>();
        try (Stream<Path> files = Files.walk(folder)) {
            // The lock names the last process that looked.
            for (Path file : files.filter(file -> Files.isRegularFile(file) && !file.endsWith("run.lock"))
                    .toList()) {
                content.put(file.toString(), Files.readAllBytes(file));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return content;
    }

    /** A refusal that leaves every byte of the folder. */
    private static void assertRefused(Path output, ThrowingCallable start, String... messages) {
        Map<String, byte[]> before = content(output);
        assertThatThrownBy(start)
                .isInstanceOf(TrainingException.class)
                .hasMessageStartingWith(output + ": ")
                .hasMessageContainingAll(messages)
                .hasMessageContaining("train in another folder");
        assertThat(content(output)).containsExactlyEntriesOf(before);
    }

    @Test
    void anotherRunsCheckpointDoesNotReplaceARun() throws IOException {
        Path other = copy(whole, folder.resolve("other"));
        Resume resume = new Resume.From(checkpoint(other, "epoch-1"));

        assertRefused(run, () -> touch(config, run, resume), "already holds a run, and ", "resume that run");

        Files.delete(run.resolve("config.yaml"));
        assertRefused(run, () -> touch(config, run, resume), "holds evaluation.json, events.out.tfevents.");
    }

    @Test
    void anotherRunsCheckpointInItsFolderDoesNotReplaceARunEither() throws IOException {
        Path config2 = run.resolve("config.yaml");
        Files.writeString(config2, Files.readString(config2).replace("seed: 5", "seed: 6"));
        assertRefused(
                run,
                () -> touch(config, run, new Resume.From(checkpoint(run, "epoch-1"))),
                "holds a run with other settings (seed: 6, now 5)");
    }

    @Test
    void anEmptyFolderTakesAnotherRunsCheckpointAndRestarts() throws IOException {
        Path fresh = folder.resolve("fresh");
        Path from = checkpoint(run, "epoch-2");
        touch(config, fresh, new Resume.From(from));
        // As after a death before the configuration was written.
        Files.delete(fresh.resolve("config.yaml"));
        try (Stream<Path> events = Files.list(fresh)) {
            for (Path file : events.filter(Files::isRegularFile).toList()) {
                Files.delete(file);
            }
        }
        assertThat(InterruptedRuns.goOn(config, fresh).firstEpoch()).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "metrics.jsonl",
                "events.out.tfevents.1700000000.host",
                "hard-categories.json",
                "evaluation.json",
                "report.html",
                "checkpoints/last.safetensors",
                "checkpoints/model.pt"
            })
    void aFolderWithFilesOfOthersIsRefused(String file) throws IOException {
        Path others =
                Files.createDirectories(folder.resolve("others/checkpoints")).getParent();
        Files.writeString(others.resolve(file), "precious");
        assertRefused(others, () -> touch(config, others, new Resume.Never()), "holds " + file + " but no config.yaml");
        if (!file.equals("checkpoints/last.safetensors")) {
            assertRefused(others, () -> touch(config, others, new Resume.Auto()), "holds " + file);
        }
    }

    @Test
    void aRunThatDiedBeforeItsConfigurationRestarts() throws IOException {
        Path dead = folder.resolve("dead");
        RunDirectory.open(dead).close();
        Files.writeString(dead.resolve("config.yaml.part"), "name:");
        Files.writeString(dead.resolve("checkpoints/last.safetensors.part"), "half");
        Files.writeString(dead.resolve("checkpoints/another.part"), "of another program");
        OutputFolder.requireFree(dead, new Resume.Auto());
        touch(config, dead, new Resume.Never());
        assertThat(dead.resolve("checkpoints/last.safetensors.part")).doesNotExist();
        assertThat(dead.resolve("checkpoints/another.part")).exists();
    }

    /** Somebody wrote it, with comments, and trains in the folder in which it lies. */
    @Test
    void aConfigurationThatNoRunWroteIsNotOverwritten() throws IOException {
        Path own = Files.createDirectory(folder.resolve("own"));
        Files.copy(whole.resolve("config.yaml"), own.resolve("config.yaml"));
        assertRefused(own, () -> touch(config, own, new Resume.Never()), "already holds a run");
        assertRefused(own, () -> touch(config, own, new Resume.Auto()), "holds a config.yaml and no run.lock");
    }

    @Test
    void aRunThatLostItsCheckpointsIsNotCleared() throws IOException {
        try (Stream<Path> files = Files.list(run.resolve("checkpoints"))) {
            for (Path file :
                    files.filter(file -> !file.toString().contains("best")).toList()) {
                Files.delete(file);
            }
        }
        assertRefused(
                run,
                () -> touch(config, run, new Resume.Auto()),
                "holds a run of 3 epochs with its best checkpoints, but no checkpoint to resume from");
        MetricsFile.truncateAfter(run.resolve("metrics.jsonl"), 1);
        OutputFolder.requireFree(run, new Resume.Auto());
        Files.delete(run.resolve("metrics.jsonl"));
        assertRefused(run, () -> touch(config, run, new Resume.Auto()), "holds a run of 0 epochs");
        Files.writeString(run.resolve("config.yaml"), "defaults: [of another program]");
        assertThatThrownBy(() -> touch(config, run, new Resume.Auto()))
                .isInstanceOf(TrainingException.class)
                .hasMessageContaining("config.yaml: is no configuration of this ncl4j");
    }

    private static int epochOf(Path best) {
        try (SafetensorsFile file = SafetensorsFile.open(best)) {
            return Checkpoint.evaluatedEpoch(file);
        }
    }

    @Test
    void theBestCheckpointsGoBackWithTheRun() throws IOException {
        List<EpochMetrics> epochs = MetricsFile.read(whole.resolve("metrics.jsonl"));
        Path best = checkpoint(run, "best-ensemble");
        assertThat(epochOf(best))
                .isEqualTo(epochs.get(2).bestEnsemble().epoch())
                .isGreaterThan(1);
        try (RunWarnings warnings = new RunWarnings()) {
            touch(config, run, new Resume.From(checkpoint(run, "epoch-1")));

            assertThat(warnings.heard())
                    .contains(
                            best + ": was of epoch " + epochOf(checkpoint(whole, "best-ensemble"))
                                    + ", not of the best where the run stands after epoch 1; it is now of epoch 1, the best so far");
        }
        assertThat(epochOf(best)).isEqualTo(1);
        assertThat(epochOf(checkpoint(run, "best-single"))).isEqualTo(1);
        assertThat(HardCategoriesFile.read(RunDirectory.hardCategories(run)).epoch())
                .isEqualTo(1);
        InterruptedRuns.goOn(config, run);
        RunComparison.assertSameRun(whole, run);
        assertThat(best).hasSameBinaryContentAs(checkpoint(whole, "best-ensemble"));
    }

    @Test
    void beforeTheFirstEvaluationThereIsNoBestCheckpoint() throws IOException {
        touch(config, run, new Resume.From(checkpoint(run, "epoch-1-step-3")));
        assertThat(checkpoint(run, "best-ensemble")).doesNotExist();
        assertThat(checkpoint(run, "best-single")).doesNotExist();
        assertThat(RunDirectory.hardCategories(run)).doesNotExist();
        InterruptedRuns.goOn(config, run);
        RunComparison.assertSameRun(whole, run);
        assertThat(checkpoint(run, "best-ensemble")).hasSameBinaryContentAs(checkpoint(whole, "best-ensemble"));
    }

    @Test
    void theBestAveragesGoBackToo() {
        ExperimentConfig averaging = TinyExperiment.with(config, "train.ema_decay=0.5", "train.checkpoint_steps=0");
        Path average = folder.resolve("average");
        InterruptedRuns.train(averaging, average);
        Path best = checkpoint(average, "best-ensemble");
        assertThat(epochOf(best)).isPositive();
        touch(averaging, average, new Resume.From(checkpoint(average, "epoch-1")));
        assertThat(epochOf(best)).isEqualTo(1);
    }

    @Test
    void settingsThatChangeTheNumbersAreWarnedOfOnceAndRecorded() throws IOException {
        ExperimentConfig moved = TinyExperiment.with(
                config,
                "name=elsewhere",
                "train.clip_norm=4",
                "train.schedule.milestones=[2]",
                "train.ema_decay=0.5",
                "train.keep_checkpoints=3",
                "train.epochs=4",
                "model.memory_format=channels-first",
                "data.workers=1",
                "data.on_bad_image=skip",
                "evaluate.batch_size=3");
        Path from = checkpoint(run, "epoch-2");
        try (RunWarnings warnings = new RunWarnings()) {
            touch(moved, run, new Resume.From(from));
            assertThat(warnings.heard().get(0))
                    .isEqualTo("the run resumes from " + from
                            + ", where it stood after epoch 2, with settings that change its"
                            + " numbers (evaluate.batch_size: 8, now 3; model.memory_format: channels-last, now"
                            + " channels-first; train.clip_norm: 5.0, now 4.0; train.ema_decay: 0.0, now 0.5;"
                            + " train.schedule.milestones: [3], now [2]); from there it is not bit for bit the run that it"
                            + " would have been");
        }
        assertThat(Files.readString(run.resolve("resumes.jsonl")))
                .contains("\"epoch\":3,\"step\":0,\"checkpoint\":\"" + from
                        + "\",\"changed\":[\"evaluate.batch_size: 8, now 3\",")
                .hasLineCount(1);
        try (RunWarnings warnings = new RunWarnings()) {
            InterruptedRuns.goOn(moved, run);
            assertThat(warnings.heard()).isEmpty();
        }
        assertThat(MetricsFile.read(run.resolve("metrics.jsonl"))).hasSize(4);
        touch(TinyExperiment.with(config, "train.epochs=4"), run, new Resume.Auto());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "seed=6",
                "train.batch_size=8",
                "train.accumulate=2",
                "train.optimizer.momentum=0.8",
                "loss.nbod_factor=0.5",
                "model.dropout=0.2",
                "augment.train=[{type: horizontal-flip, probability: 0.5}]",
                "evaluate.validation_fraction=0.1"
            })
    void settingsOfTheRunItselfAreNot(String setting) {
        ExperimentConfig other = TinyExperiment.with(config, setting);
        assertThat(RunIdentity.differences(config, other)).isNotEmpty();
        assertThat(RunIdentity.changes(config, other)).isEmpty();
    }

    @Test
    void aLongerRunChangesNumbersOnlyWhereSomethingIsStretchedOverIt() {
        ExperimentConfig longer = TinyExperiment.with(config, "train.epochs=9");
        assertThat(RunIdentity.changes(config, longer)).isEmpty();
        String cosine = "train.schedule={type: cosine}";
        assertThat(RunIdentity.changes(TinyExperiment.with(config, cosine), TinyExperiment.with(longer, cosine)))
                .containsExactly("train.epochs: 3, now 9");
    }

    /** The run's own data, changed. */
    private ExperimentConfig withTraining(String from, String to) throws IOException {
        String json = Files.readString(data.resolve("train.json"));
        assertThat(json).contains(from);
        Path changed = data.resolve("changed-" + folder.getFileName() + ".json");
        Files.writeString(changed, json.replace(from, to));
        return TinyExperiment.with(config, "data.train_annotations=" + changed);
    }

    @Test
    void classesWithOtherNamesAreRefused() throws IOException {
        String key = "\"num_classes\":3";
        ExperimentConfig named = withTraining(key, key + ",\"class_names\":[\"ant\",\"bee\",\"cow\"]");
        Path output = folder.resolve("named");
        touch(named, output, new Resume.Never());
        ExperimentConfig swapped = withTraining(key, key + ",\"class_names\":[\"ant\",\"cow\",\"bee\"]");
        assertThatThrownBy(() -> touch(swapped, output, new Resume.Auto()))
                .isInstanceOf(TrainingException.class)
                .hasMessageContaining("was trained on other classes: class 1 was 'bee' and is 'cow' now")
                .hasMessageContaining("or start a new run");
        try (RunWarnings warnings = new RunWarnings()) {
            touch(TinyExperiment.with(config), output, new Resume.Auto());
            assertThat(warnings.heard())
                    .anySatisfy(line -> assertThat(line)
                            .contains("the training images have no class names now", "matched by their numbers"));
        }
    }

    @Test
    void aNameMayBeComposedInAnotherWay() {
        assertThat(DataIdentity.firstOtherName(List.of("K\u00e4fer"), List.of("Ka\u0308fer")))
                .isNull();
    }

    @Test
    void brokenWeightsAreNotResumedFrom() {
        Path last = checkpoint(run, "last");
        try (SafetensorsFile file = SafetensorsFile.open(last);
                PointerScope scope = new PointerScope()) {
            Map<String, Tensor> tensors = file.tensors(name -> true);
            Objects.requireNonNull(tensors.get("backbone.0.conv1.weight")).fill_(new Scalar(Float.NaN));
            SafetensorsWriter.write(last, file.metadata(), tensors);
        }
        assertThatThrownBy(() -> touch(config, run, new Resume.Auto()))
                .isInstanceOf(TrainingException.class)
                .hasMessageContaining("its tensor backbone.0.conv1.weight holds NaN or infinity");
    }

    @Test
    void otherImagesOfTheSameClassesAreRefused() throws IOException {
        ExperimentConfig others = withTraining("train/0-1.png", "train/0-2.png");
        assertThatThrownBy(() -> touch(others, run, new Resume.Auto()))
                .isInstanceOf(TrainingException.class)
                .hasMessageContaining("was trained on other images");
        // An earlier ncl4j wrote no digests.
        Path last = checkpoint(run, "last");
        try (SafetensorsFile file = SafetensorsFile.open(last);
                PointerScope scope = new PointerScope()) {
            Map<String, String> metadata = new LinkedHashMap<>(file.metadata());
            metadata.keySet().removeIf(key -> key.endsWith("_sha256"));
            SafetensorsWriter.write(last, metadata, file.tensors(name -> true));
        }
        touch(others, run, new Resume.Auto());
    }
}
