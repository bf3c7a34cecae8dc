package io.github.ncl4j.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.ncl4j.testkit.RunComparison;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A training on a disk that is too small, then read-only, then mended: a file system in memory that only this test sees. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "a file system is made with Linux's commands")
class FullDiskIT {

    private static final List<String> OWN_MOUNTS =
            List.of("unshare", "--user", "--map-root-user", "--mount", "sh", "-c");

    /**
     * A checkpoint has 1.2 MB. The two best, the last and the one before it fit in 5.2 MB, and leave no room for the draft of a
     * fifth, which is due after the evaluation of epoch 2.
     */
    private static final String SCRIPT = """
            set -u
            mount -t tmpfs -o size=5200k none disk
            "$0" train tiny.yaml --output disk/run >full.out 2>full.err
            echo $? >full.code
            ls disk/run/checkpoints >full.files
            mount -o remount,ro disk
            "$0" train tiny.yaml --output disk/run --resume auto >read-only.out 2>read-only.err
            echo $? >read-only.code
            mount -o remount,rw,size=20m disk
            "$0" train tiny.yaml --output disk/run --resume auto >mended.out 2>mended.err
            echo $? >mended.code
            cp -r disk/run mended
            """;

    @TempDir
    private Path folder;

    @Test
    void aRunThatADiskRefusesGoesOnWhenItIsMended() throws Exception {
        assumeTrue(mayMount(), "skipped: this user may not mount a file system of its own");
        TinyTraining.write(folder);
        Files.createDirectories(folder.resolve("disk"));
        Launcher.Finished whole = Launcher.run(folder, "train", "tiny.yaml", "--output", "whole");
        assertThat(whole.exitCode()).as(whole.err()).isZero();

        Launcher.Finished script = inOwnMounts(SCRIPT, Launcher.SCRIPT.toString());
        assertThat(script.exitCode()).as(script.err()).isZero();

        assertThat(text("full.code")).as(text("full.err")).isEqualTo("1\n");
        assertThat(text("full.err"))
                .containsPattern(
                        "ncl4j: disk/run/checkpoints/\\S+\\.safetensors: cannot be written: No space left on device")
                .contains("; the run as it stands, after epoch 2, is not saved. Make the disk take it, and resume"
                        + " from where it stood in epoch 2 after step 8")
                .contains("Options for that: --resume auto")
                .doesNotContain("\tat ");
        assertThat(text("full.out")).as("no result is reported").isEmpty();
        assertThat(text("full.files").lines())
                .containsExactly(
                        "best-ensemble.safetensors",
                        "best-single.safetensors",
                        "epoch-1.safetensors",
                        "last.safetensors");
        assertThat(text("read-only.code")).isEqualTo("1\n");
        assertThat(text("read-only.err")).contains("Read-only file system").doesNotContain("\tat ");
        assertThat(text("mended.code")).as(text("mended.err")).isEqualTo("0\n");
        assertThat(text("mended.err")).contains("going on in epoch 2 after step 8");
        RunComparison.assertSameRun(folder.resolve("whole"), folder.resolve("mended"));
    }

    private boolean mayMount() throws Exception {
        try {
            return inOwnMounts("mkdir -p probe && mount -t tmpfs none probe", "sh")
                            .exitCode()
                    == 0;
        } catch (IOException noSuchCommand) {
            return false;
        }
    }

    private Launcher.Finished inOwnMounts(String script, String name) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(OWN_MOUNTS);
        command.add(script);
        command.add(name);
        return Launcher.start(folder, Map.of(), command).await();
    }

    private String text(String file) throws IOException {
        return Files.readString(folder.resolve(file));
    }
}
