package io.github.ncl4j.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A process whose standard output cannot be written. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "/dev/full is Linux's")
class StandardOutputIT {

    @TempDir
    Path folder;

    @Test
    void aFullDeviceIsAFailureAndAReaderThatLeavesIsNone() throws Exception {
        Files.writeString(folder.resolve("run.yaml"), "data: {format: built-in}\ntrain: {epochs: 1}\n");
        String script = """
                "$0" config translate run.yaml >/dev/full
                echo $? >full
                { "$0" config translate run.yaml 2>closed.err; echo $? >closed; } | :
                """;

        Launcher.Finished finished = Launcher.start(
                        folder, Map.of(), List.of("sh", "-c", script, Launcher.SCRIPT.toString()))
                .await();

        assertThat(folder.resolve("full")).hasContent("1");
        assertThat(finished.err())
                .startsWith("ncl4j: standard output: cannot be written: No space left on device")
                .hasLineCount(1);
        assertThat(folder.resolve("closed")).hasContent("141");
        assertThat(folder.resolve("closed.err")).isEmptyFile();
    }
}
