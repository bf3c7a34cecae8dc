package io.github.ncl4j.app.output;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ncl4j.app.Main;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A command that is ended in the middle of its work leaves nothing unfinished behind. */
class DraftCleanupTest {

    private static final int IMAGES = 50;

    @TempDir
    private Path folder;

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "there is no SIGTERM")
    void nothingStaysOfADataSetThatASignalInterrupts() throws Exception {
        Path place = Files.createDirectory(folder.resolve("place"));
        Path err = folder.resolve("err");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        Main.class.getName(),
                        "dataset",
                        "make-longtail",
                        "--format",
                        "built-in",
                        "--output",
                        place.resolve("lt").toString())
                .redirectOutput(folder.resolve("out").toFile())
                .redirectError(err.toFile())
                .start();
        while (process.isAlive() && count(place) < IMAGES) {
            Thread.sleep(2);
        }

        process.destroy(); // SIGTERM

        assertThat(process.waitFor()).as(Files.readString(err)).isEqualTo(128 + 15);
        assertThat(place).isEmptyDirectory();
        assertThat(err).as("not that its own draft is gone").content().doesNotContain("ncl4j: ");
    }

    private static long count(Path place) throws IOException {
        try (Stream<Path> all = Files.walk(place)) {
            return all.count();
        }
    }

    @Test
    void whatIsMovedToItsPlaceOrDeletedIsNotRegisteredAnyMore() throws IOException {
        Path place = folder.resolve("result");
        try (StagedOutput output = StagedOutput.at(place)) {
            Files.writeString(output.draft(), "whole");
            // As writers do that themselves rename.
            Files.writeString(output.draft().resolveSibling(output.draft().getFileName() + ".part"), "half");
            output.finish();
        }

        try (Stream<Path> all = Files.list(folder)) {
            assertThat(all).containsExactly(place);
        }
    }
}
