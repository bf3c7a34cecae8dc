package io.github.ncl4j.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
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

    @Test
    void aRestartGoesOnFromTheLastCheckpoint() {
        assertThat(LaunchCommand.resuming(List.of("train", "a.yaml", "--resume", "never", "--output", "run")))
                .containsExactly("train", "a.yaml", "--output", "run", "--resume", "auto");
        assertThat(LaunchCommand.resuming(List.of("train", "--resume=runs/a", "a.yaml")))
                .containsExactly("train", "a.yaml", "--resume", "auto");
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
        assertThat(run.err()).contains("[rank 0] override train.epochs=-1: train.epochs = -1: must be at least 1");
    }
}
