package io.github.ncl4j.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * The first start on a machine, when the engine's libraries are still to be unpacked: with a libtorch of the system in reach
 * this crashed (ADR 0001), and a warm cache hides it.
 */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the launcher is a POSIX shell script")
class EmptyCacheIT {

    /** Hundreds of megabytes for a moment; JUnit deletes them. */
    @TempDir
    private Path folder;

    @Test
    void theEngineUnpacksItselfAndStarts() throws Exception {
        TinyTraining.write(folder);
        Path cache = folder.resolve("cache");

        Launcher.Finished training = Launcher.run(
                folder,
                Map.of("NCL4J_JAVA_OPTS", "-Dorg.bytedeco.javacpp.cachedir=" + cache),
                Launcher.SCRIPT,
                "train",
                "tiny.yaml",
                "train.epochs=1",
                "--output",
                "run");

        assertThat(training.exitCode()).as(training.err()).isZero();
        try (Stream<Path> unpacked = Files.walk(cache)) {
            assertThat(unpacked).anyMatch(file -> file.endsWith("libtorch_cpu.so"));
        }
    }
}
