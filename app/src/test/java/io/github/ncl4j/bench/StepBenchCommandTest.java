package io.github.ncl4j.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.ncl4j.app.CommandRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is measured is what the report says; how long it takes is no test's concern. */
class StepBenchCommandTest {

    @TempDir
    private Path folder;

    private Path config() throws IOException {
        return Files.writeString(folder.resolve("tiny.yaml"), """
                data: {format: built-in}
                model: {experts: 2, backbone: cifar-resnet8}
                train: {epochs: 1, batch_size: 4, threads: 1}
                """);
    }

    @Test
    void measuresEveryPartOfAStep() throws IOException {
        CommandRun run = CommandRun.of("bench", "step", config().toString(), "--json", "--rounds=2");

        assertThat(run.exitCode()).as(run.err()).isZero();
        JsonNode report = new JsonMapper().readTree(run.out());
        assertThat(report.path("runs")).hasSize(1);
        assertThat(report.path("runs").path(0).path("parts").fieldNames())
                .toIterable()
                .containsExactly(
                        "loading",
                        "transfer",
                        "backbones",
                        "classifiers",
                        "losses",
                        "logging",
                        "backward",
                        "optimizer");
        // Of each expert 7 convolutions, 7 norms and a product.
        assertThat(report.path("calls").path("ceiling_calls").asInt()).isEqualTo(30);
        assertThat(report.path("calls").path("ceiling_parameters").asLong())
                .isEqualTo(report.path("parameters").asLong());
    }

    @Test
    void measuresInBfloat16Too() throws IOException {
        CommandRun run =
                CommandRun.of("bench", "step", config().toString(), "train.precision=bfloat16", "--json", "--rounds=1");

        assertThat(run.exitCode()).as(run.err()).isZero();
        JsonNode report = new JsonMapper().readTree(run.out());
        assertThat(report.path("calls").path("ceiling_calls").asInt()).isEqualTo(30);
        assertThat(report.path("calls").path("ceiling_parameters").asLong())
                .isEqualTo(report.path("parameters").asLong());
        // A cast of each of 2 x 7 weights of convolutions, and of the features of each expert; images carry no
        // gradient.
        assertThat(report.path("calls").path("differentiated").asInt()
                        - inFloat32().path("calls").path("differentiated").asInt())
                .isEqualTo(2 * 7 + 2);
    }

    private JsonNode inFloat32() throws IOException {
        return new JsonMapper()
                .readTree(CommandRun.of("bench", "step", config().toString(), "--json", "--rounds=1")
                        .out());
    }

    @Test
    void refusesImpossibleCounts() throws IOException {
        CommandRun run = CommandRun.of("bench", "step", config().toString(), "--rounds=0");
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("--rounds must be at least 1");
    }
}
