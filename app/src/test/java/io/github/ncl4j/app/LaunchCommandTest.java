package io.github.ncl4j.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ncl4j.run.Resume;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** {@code launch} starts copies of the program that runs, here of the tests' JVM. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "Gloo's lines are not kept off standard output there")
class LaunchCommandTest {

    @TempDir
    private Path folder;

    private static void assertUsage(String message, String... arguments) {
        CommandRun run = CommandRun.of(arguments);
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains(message).contains("launch --help");
    }

    @Test
    void wrongUsageIsNamed() {
        assertUsage(
                "--nproc-per-node is 0; it must be at least 1", "launch", "--nproc-per-node", "0", "--", "train", "a");
        assertUsage(
                "--node-rank is 2; it must be at least 0 and at most 1",
                "launch",
                "--nproc-per-node=1",
                "--nnodes=2",
                "--node-rank=2",
                "--master-addr=a",
                "--",
                "train",
                "a");
        assertUsage("--nnodes 2 needs --master-addr", "launch", "--nproc-per-node=1", "--nnodes=2", "--", "train", "a");
        assertUsage("not 'evaluate'", "launch", "--nproc-per-node=1", "--", "evaluate", "a");
        assertUsage("--nproc-per-node", "launch", "--", "train", "a");
    }

    private static List<String> words(String command) {
        return List.of(command.split(" "));
    }

    /** Whether or not the command names one: without, a restart would resume whichever run is the newest. */
    @Test
    void allStartsUseOneRunDirectory() {
        Path run = Path.of("runs/a/now");
        for (String command :
                List.of("train a.yaml", "train --output=runs/a/now a.yaml", "train a.yaml --resume never")) {
            LaunchedTraining training = LaunchedTraining.of(words(command), run, new Resume.Never());
            assertThat(training.mayRestart()).isTrue();
            assertThat(training.first()).endsWith("--output", "runs/a/now").containsOnlyOnce("--output");
            assertThat(training.again()).isEqualTo(words("train a.yaml --output runs/a/now --resume auto"));
        }
    }

    @Test
    void aRefusedRunDirectoryIsNotResumedByARestart() throws Exception {
        Files.writeString(folder.resolve("config.yaml"), "name: yesterday");
        assertThat(LaunchedTraining.of(words("train a.yaml"), folder, new Resume.Never())
                        .mayRestart())
                .isFalse();
        assertThat(LaunchedTraining.of(words("train a.yaml --resume auto"), folder, new Resume.Auto())
                        .mayRestart())
                .isTrue();
    }

    @Test
    void aRestartBeginsFromTheNamedCheckpointUntilThereIsAnother() throws Exception {
        List<String> command = words("train a.yaml --resume other/checkpoints/epoch-1.safetensors");
        LaunchedTraining training =
                LaunchedTraining.of(command, folder, new Resume.From(Path.of("other/checkpoints/epoch-1.safetensors")));
        assertThat(training.again()).isEqualTo(training.first()).contains("other/checkpoints/epoch-1.safetensors");

        Files.createDirectories(folder.resolve("checkpoints"));
        Files.createFile(folder.resolve("checkpoints/last.safetensors"));
        assertThat(training.again())
                .endsWith("--resume", "auto")
                .doesNotContain("other/checkpoints/epoch-1.safetensors");
    }

    @Test
    void theNewestRunIsTheOneSavedLast() throws Exception {
        int age = 0;
        for (String name : List.of("2026-10-25-023000", "2026-10-25-013000Z", "final", "2026-10-25-033000Z")) {
            Path checkpoint = folder.resolve(name).resolve("checkpoints/last.safetensors");
            Files.createDirectories(checkpoint.getParent());
            Files.createFile(checkpoint);
            Files.setLastModifiedTime(checkpoint, FileTime.fromMillis(1_000_000L * (9 - age++)));
        }
        assertThat(TrainingOptions.newestResumable(folder)).contains(folder.resolve("2026-10-25-023000"));
        assertThat(TrainingOptions.newRun("a").toString()).matches("runs/a/[0-9-]{17}Z");
    }

    @Test
    void twoProcessesTrainOneRun() throws Exception {
        Path config = TinyTraining.write(folder);
        Path output = folder.resolve("run");

        CommandRun run = CommandRun.of(
                "launch",
                "--nproc-per-node",
                "2",
                "--",
                "train",
                config.toString(),
                "train.epochs=1",
                "--output",
                output.toString());

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out()).contains("[rank 0] run directory: " + output).doesNotContain("[rank 1] run directory");
        assertThat(run.err()).contains("[rank 1] [Gloo] Rank 1 is connected");
        assertThat(run.out()).as("results alone").doesNotContain("[Gloo]");
        assertThat(Files.readAllLines(output.resolve("metrics.jsonl"))).hasSize(1);
    }

    @Test
    void aFailingRankEndsAllWithItsReason() throws Exception {
        Path config = TinyTraining.write(folder);
        Path taken = Files.writeString(folder.resolve("taken"), "a file where the run directory should be");

        CommandRun run = CommandRun.of(
                "launch", "--nproc-per-node=2", "--", "train", config.toString(), "--output", taken.toString());

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("[rank 0] ncl4j: " + taken + ": cannot be used as the output folder");
    }

    @Test
    void aWrongConfigurationIsWrongUsage() throws Exception {
        Path config = TinyTraining.write(folder);

        CommandRun run =
                CommandRun.of("launch", "--nproc-per-node=1", "--", "train", config.toString(), "train.epochs=-1");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err())
                .contains("override train.epochs=-1: train.epochs = -1: must be at least 1")
                .doesNotContain("[rank 0]");
    }
}
