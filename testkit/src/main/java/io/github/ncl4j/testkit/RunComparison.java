package io.github.ncl4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Whether two run directories tell of the same run, bit for bit. */
public final class RunComparison {

    private RunComparison() {}

    /** Compares the metrics byte by byte, but for times, the hard categories, and every tensor of the last checkpoints. */
    public static void assertSameRun(Path expected, Path actual) throws IOException {
        assertThat(metricsWithoutTimes(actual)).isEqualTo(metricsWithoutTimes(expected));
        String hardCategories = "hard-categories.json";
        if (Files.exists(expected.resolve(hardCategories))) {
            assertThat(actual.resolve(hardCategories)).hasSameBinaryContentAs(expected.resolve(hardCategories));
        } else {
            assertThat(actual.resolve(hardCategories)).doesNotExist();
        }
        TensorFile a = TensorFile.read(expected.resolve("checkpoints/last.safetensors"));
        TensorFile b = TensorFile.read(actual.resolve("checkpoints/last.safetensors"));
        assertThat(b.header()).isEqualTo(a.header()).hasSizeGreaterThan(50);
        for (String name : a.header().keySet()) {
            assertThat(b.bytes(name)).as(name).isEqualTo(a.bytes(name));
        }
    }

    /** The text of a run's metrics with every measured time replaced. */
    public static String metricsWithoutTimes(Path run) throws IOException {
        return Files.readString(run.resolve("metrics.jsonl"))
                .replaceAll("\"(data_wait|images_per_second|seconds)\":[-+.\\w]+", "\"$1\":TIME");
    }
}
