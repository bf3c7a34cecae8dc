package io.github.ncl4j.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.ncl4j.app.CommandRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScalingBenchCommandTest {

    @TempDir
    private Path folder;

    private String config() throws IOException {
        return Files.writeString(folder.resolve("tiny.yaml"), """
                data: {format: built-in}
                model: {experts: 2, backbone: cifar-resnet8}
                train: {epochs: 1, batch_size: 4, accumulate: 2}
                """).toString();
    }

    /**
     * 0.602 MB of gradients at 1 GB/s: in the ring of two 0.602 ms and two latencies of 50 us. Each of two batches has 14 gatherings,
     * of one latency, and 14 sums, of two; three decisions take two each.
     */
    @Test
    void expectsStepsFromWhatIsSaidOfComputingAndNetwork() throws IOException {
        CommandRun run = CommandRun.of(
                "bench",
                "scaling",
                config(),
                "--json",
                "--gpus=1,2",
                "--compute=100",
                "--bandwidth=1",
                "--latency=50",
                "--loader-speed=80");

        assertThat(run.exitCode()).as(run.err()).isZero();
        JsonNode report = new JsonMapper().readTree(run.out());
        assertThat(report.path("classes").asInt()).as("of the built-in images").isEqualTo(10);
        assertThat(report.path("images").asInt()).isEqualTo(8);
        JsonNode exchanged = report.path("exchanged");
        assertThat(exchanged.path("gradient_bytes").asLong()).isEqualTo(602_320);
        assertThat(exchanged.path("statistics").asInt()).isEqualTo(28);
        assertThat(exchanged.path("statistics_gradient_bytes").asLong()).isEqualTo(2 * 2 * 1920);

        JsonNode alone = report.path("steps").path(0);
        assertThat(alone.path("step").asDouble()).isEqualTo(100);
        assertThat(alone.path("hidden").isNull()).isTrue();
        assertThat(alone.path("loader_cores").asDouble()).isEqualTo(1);
        JsonNode two = report.path("steps").path(1);
        assertThat(two.path("gradients").asDouble()).isCloseTo(0.602_32 + 0.1, within(1e-9));
        assertThat(two.path("hidden").asDouble()).as("one bucket").isCloseTo(0, within(1e-9));
        double statistics = 28 * 0.05 + 28 * 0.1 + (2 * 3896 + 2 * 3840) * 1e-6;
        assertThat(two.path("statistics").asDouble()).isCloseTo(statistics, within(1e-9));
        assertThat(two.path("step").asDouble()).isCloseTo(100 + statistics + 0.702_32 + 3 * 0.1, within(1e-9));
    }

    @Test
    void withoutComputingOnlyTheExchangesAreShown() throws IOException {
        CommandRun run = CommandRun.of("bench", "scaling", config(), "--classes=1000");

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out())
                .startsWith("tiny: 1000 classes, 8 images a step of each process")
                .contains("gradients                1 sums            1.117 MB")
                .doesNotContain("expected");
    }

    @Test
    void refusesImpossibleNumbers() throws IOException {
        for (String wrong :
                new String[] {"--gpus=0", "--bandwidth=0", "--latency=-1", "--backward-share=1.1", "--compute=NaN"}) {
            CommandRun run = CommandRun.of("bench", "scaling", config(), wrong);
            assertThat(run.exitCode()).as(wrong).isEqualTo(2);
            assertThat(run.err()).contains("--gpus must be at least 1");
        }
    }
}
