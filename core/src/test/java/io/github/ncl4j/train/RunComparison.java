package io.github.ncl4j.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ncl4j.run.RunDirectory;
import io.github.ncl4j.torch.SafetensorsFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Whether two run directories tell of the same run, bit for bit. */
public final class RunComparison {

    private RunComparison() {}

    /** Compares the metrics byte by byte, but for times, the hard categories, and every tensor of the last checkpoints. */
    public static void assertSameRun(Path expected, Path actual) throws IOException {
        assertThat(metricsWithoutTimes(actual)).isEqualTo(metricsWithoutTimes(expected));
        Path hardCategories = RunDirectory.hardCategories(actual);
        if (Files.exists(RunDirectory.hardCategories(expected))) {
            assertThat(hardCategories).hasSameBinaryContentAs(RunDirectory.hardCategories(expected));
        } else {
            assertThat(hardCategories).doesNotExist();
        }
        try (SafetensorsFile a = SafetensorsFile.open(RunDirectory.lastCheckpoint(expected));
                SafetensorsFile b = SafetensorsFile.open(RunDirectory.lastCheckpoint(actual))) {
            assertThat(b.tensors()).isEqualTo(a.tensors()).hasSizeGreaterThan(50);
            for (String name : a.tensors().keySet()) {
                assertThat(b.bytes(name)).as(name).isEqualTo(a.bytes(name));
            }
        }
    }

    /** The text of a run's metrics with every measured time replaced. */
    public static String metricsWithoutTimes(Path run) throws IOException {
        return Files.readString(run.resolve("metrics.jsonl"))
                .replaceAll("\"(data_wait|images_per_second|seconds)\":[-+.\\w]+", "\"$1\":TIME");
    }
}
