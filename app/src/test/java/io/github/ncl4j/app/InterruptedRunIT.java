package io.github.ncl4j.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ncl4j.testkit.RunComparison;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A run that is killed or stopped, however often, ends as the run that nobody touched. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "signals are sent, and their handling reset, with Linux's commands")
class InterruptedRunIT {

    private static final int KILLS = 3;

    /** Many more than the kills leave time for, so that each of them finds the run at work. */
    private static final String EPOCHS = "train.epochs=14";

    /** The start of a line on standard error: everything is read and the first step is next. */
    private static final String AT_WORK = "64 training and 15 validation images";

    @TempDir
    private static Path folder;

    private static Path whole;
    private static long epochMillis;

    @BeforeAll
    static void trainWithoutInterruption() throws Exception {
        TinyTraining.write(folder);
        whole = folder.resolve("whole");
        Launcher.Running running = train("whole");
        awaitWork(running);
        long start = System.nanoTime();
        Launcher.Finished finished = running.await();
        assertThat(finished.exitCode()).as(finished.err()).isZero();
        epochMillis = (System.nanoTime() - start) / 1_000_000 / epochs(whole);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 3})
    void aRunKilledThreeTimesEndsAsIfItHadNotBeen(int checkpointSteps) throws Exception {
        String output = "killed-" + checkpointSteps;
        String setting = "train.checkpoint_steps=" + checkpointSteps;
        Random random = new Random(checkpointSteps);
        for (int kill = 0; kill < KILLS; kill++) {
            Launcher.Running running = train(output, setting);
            // Two epochs at times, so that the run gets on without checkpoints in mid-epoch too.
            awaitMoment(running, folder.resolve(output), kill % 3, random);
            running.process().destroyForcibly();
            assertThat(running.await().exitCode()).as("killed at work").isEqualTo(128 + 9);
        }

        Launcher.Finished last = train(output, setting).await();

        assertThat(last.exitCode()).as(last.err()).isZero();
        assertThat(last.err()).contains("going on in epoch");
        RunComparison.assertSameRun(whole, folder.resolve(output));
        assertThat(last.err()).doesNotContain("damaged");
        try (Stream<Path> files = Files.list(folder.resolve(output).resolve("checkpoints"))) {
            assertThat(files)
                    .as("the last two, the best, and no drafts of killed writers")
                    .hasSize(4);
        }
    }

    @Test
    void whileARunIsAtWorkNoOtherMayUseItsDirectoryAndControlCSavesItsState() throws Exception {
        Launcher.Running first = train("stopped");
        awaitMoment(first, folder.resolve("stopped"), 1, new Random(1));
        // It keeps its directory, and does not come to its end while the other starts.
        signal("STOP", first);

        Launcher.Finished second = train("stopped").await();

        assertThat(second.exitCode()).isEqualTo(1);
        assertThat(second.err())
                .contains("ncl4j: stopped: process " + first.process().pid() + " on host ")
                .contains(" is training in this folder; wait for it, or train in another one")
                .doesNotContain("\tat ");

        signal("INT", first);
        signal("CONT", first);
        Launcher.Finished stopped = first.await();

        assertThat(stopped.exitCode()).isEqualTo(128 + 2);
        assertThat(stopped.err())
                .contains("stopped, state saved; go on with the same command and --output stopped --resume auto");
        assertThat(epochs(folder.resolve("stopped"))).isLessThan(epochs(whole));

        Launcher.Finished resumed = train("stopped").await();

        assertThat(resumed.exitCode()).as(resumed.err()).isZero();
        assertThat(resumed.err()).contains("going on in epoch");
        RunComparison.assertSameRun(whole, folder.resolve("stopped"));
    }

    private static Launcher.Running train(String output, String... settings) throws IOException {
        // A build in the background ignores SIGINT, and so would the processes that it starts.
        List<String> command = new ArrayList<>(List.of("env", "--default-signal=INT", Launcher.SCRIPT.toString()));
        command.addAll(List.of("train", "tiny.yaml", EPOCHS, "--output", output, "--resume", "auto"));
        command.addAll(List.of(settings));
        return Launcher.start(folder, Map.of(), command);
    }

    private static void signal(String name, Launcher.Running running) throws Exception {
        String pid = Long.toString(running.process().pid());
        assertThat(new ProcessBuilder("kill", "-" + name, pid).start().waitFor())
                .isZero();
    }

    private static void awaitMoment(Launcher.Running running, Path run, int epochs, Random random) throws Exception {
        awaitWork(running);
        int before = epochs(run);
        while (running.process().isAlive() && epochs(run) < before + epochs) {
            Thread.sleep(2);
        }
        Thread.sleep(random.nextLong(epochMillis + 1));
    }

    private static void awaitWork(Launcher.Running running) throws Exception {
        while (running.process().isAlive() && !Files.readString(running.err()).contains(AT_WORK)) {
            Thread.sleep(2);
        }
    }

    private static int epochs(Path run) throws IOException {
        Path metrics = run.resolve("metrics.jsonl");
        return Files.exists(metrics) ? Files.readAllLines(metrics).size() : 0;
    }
}
