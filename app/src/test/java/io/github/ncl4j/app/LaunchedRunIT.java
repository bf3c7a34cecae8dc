package io.github.ncl4j.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A signal to {@code launch} ends the processes that it has started, with their state saved, and so does its death. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "signals are sent, and their handling reset, with Linux's commands")
class LaunchedRunIT {

    private static final Pattern AT_WORK = Pattern.compile("epoch \\d+/1000: \\d+ of");

    @TempDir
    private Path folder;

    /** One run after another goes on where the last was ended, so that each also shows that state was saved. */
    @Test
    void allProcessesEndWithTheLauncherAndSaveTheirState() throws Exception {
        TinyTraining.write(folder);
        assertEnds("INT", 128 + 2);
        assertEnds("TERM", 128 + 15);
        assertEnds("KILL", 128 + 9);
    }

    private void assertEnds(String signal, int exitCode) throws Exception {
        Launcher.Running launch = launch();
        while (launch.process().isAlive()
                && !AT_WORK.matcher(Files.readString(launch.err())).find()) {
            Thread.sleep(10);
        }
        List<ProcessHandle> ranks = launch.process().children().toList();
        assertThat(ranks).hasSize(2);
        new ProcessBuilder("kill", "-" + signal, Long.toString(launch.process().pid()))
                .start()
                .waitFor();

        Launcher.Finished finished = launch.await();
        for (ProcessHandle rank : ranks) {
            rank.onExit().get();
        }

        assertThat(finished.exitCode()).isEqualTo(exitCode);
        String saved = "stopped, state saved; go on with the same command and --output run --resume auto";
        assertThat(Files.readString(folder.resolve("run/train.log"))).contains(saved);
        if (signal.equals("KILL")) {
            assertThat(Files.readString(folder.resolve("run/train.log"))).contains("ERROR launch is gone");
        } else {
            assertThat(finished.err())
                    .contains(saved)
                    .doesNotContain("ERROR", "restart 1", "unexpected", "which keeps the store");
        }
        Files.delete(folder.resolve("run/train.log"));
    }

    private Launcher.Running launch() throws IOException {
        // A build in the background ignores SIGINT, and so would the processes that it starts.
        return Launcher.start(
                folder,
                Map.of(),
                List.of(
                        "env",
                        "--default-signal=INT",
                        Launcher.SCRIPT.toString(),
                        "launch",
                        "--nproc-per-node=2",
                        "--max-restarts=1",
                        "--",
                        "train",
                        "tiny.yaml",
                        "train.epochs=1000",
                        "--output",
                        "run",
                        "--resume",
                        "auto"));
    }
}
