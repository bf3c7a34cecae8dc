package io.github.ncl4j.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The README's first command, on its own data, with a model and a part of each image that are done in seconds. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the launcher is a POSIX shell script")
class QuickstartIT {

    @TempDir
    private Path folder;

    @Test
    void comparesBothLossesAndSaysWhatToDoNext() throws Exception {
        Launcher.Finished quickstart = Launcher.run(
                folder,
                "quickstart",
                "--output",
                "out",
                "train.epochs=1",
                "train.batch_size=256",
                "train.threads=" + Integer.getInteger("ncl4j.threads", 1),
                "model.experts=2",
                "augment.train=[{type: random-crop, size: 14}, {type: horizontal-flip, probability: 0.5}]",
                "augment.evaluate=[{type: center-crop, size: 14}]");

        assertThat(quickstart.exitCode()).as(quickstart.err()).isZero();
        assertThat(quickstart.out())
                .startsWith("Accuracy on 2000 balanced test images")
                .containsSubsequence(
                        "many",
                        "medium",
                        "few",
                        "cross-entropy, ensemble",
                        "cross-entropy, expert 1",
                        "ncl, ensemble",
                        "ncl, expert 1",
                        "What to do next:",
                        "./ncl4j evaluate out/ncl --json");
        for (String loss : List.of("cross-entropy", "ncl")) {
            assertThat(folder.resolve("out").resolve(loss).resolve("checkpoints/last.safetensors"))
                    .exists();
        }
        assertThat(Files.readString(folder.resolve("out/ncl/train.log"))).contains("4958 training and 2000 validation");
    }
}
