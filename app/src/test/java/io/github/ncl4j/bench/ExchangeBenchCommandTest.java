package io.github.ncl4j.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.ncl4j.app.CommandRun;
import io.github.ncl4j.app.Main;
import io.github.ncl4j.distributed.RankProcesses;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is exchanged is what the cost model counts; how long it takes is no test's concern. */
class ExchangeBenchCommandTest {

    @TempDir
    private Path folder;

    /** With everything that exchanges something. */
    private String config() throws IOException {
        return Files.writeString(folder.resolve("tiny.yaml"), """
                data: {format: built-in}
                augment: {key: [{type: horizontal-flip, probability: 0.5}]}
                model: {experts: 2, backbone: cifar-resnet8}
                contrastive: {dimension: 16, queue_length: 32, projection: mlp}
                train: {epochs: 1, batch_size: 4, threads: 1, activation_checkpointing: true}
                """).toString();
    }

    @Test
    void twoProcessesExchangeWhatIsExpected() throws Exception {
        List<RankProcesses.Rank> ranks =
                RankProcesses.start(2, Main.class, folder, "bench", "exchange", config(), "--rounds=1", "--json");
        RankProcesses.Ended first = ranks.get(0).await();
        RankProcesses.Ended second = ranks.get(1).await();
        assertThat(first.exitCode()).as(first.log()).isZero();
        assertThat(second.exitCode()).as(second.log()).isZero();
        assertThat(second.log()).doesNotContain("\"counted\"");

        JsonNode report = json(first.log());
        JsonNode exchanged = json(CommandRun.of("bench", "scaling", config(), "--json")
                        .out())
                .path("exchanged");
        JsonNode counted = report.path("counted");
        assertThat(counted.path("gradients").asLong())
                .isPositive()
                .isEqualTo(exchanged.path("gradients").asLong());
        assertThat(counted.path("gradient_bytes").asLong())
                .isEqualTo(exchanged.path("gradient_bytes").asLong());
        assertThat(counted.path("statistics").asLong())
                .isEqualTo(sum(exchanged, "statistics", "statistics_gradients", "keys"));
        assertThat(counted.path("statistics_bytes").asLong())
                .isEqualTo(sum(exchanged, "statistics_bytes", "statistics_gradient_bytes", "key_bytes"));
        assertThat(counted.path("decisions").asLong())
                .as("the trainer also asks whether to stop")
                .isEqualTo(exchanged.path("decisions").asLong() - 1);
        assertThat(report.path("processes").asInt()).isEqualTo(2);
        assertThat(report.path("images").asInt()).isEqualTo(8);
        for (String kind : List.of("together", "afterwards")) {
            JsonNode step = report.path(kind);
            assertThat(step.path("gradients").asDouble()).isPositive();
            assertThat(step.path("step").asDouble())
                    .isGreaterThan(step.path("backward").asDouble());
        }
        assertThat(report.path("alone").path("statistics").asDouble()).isZero();
        assertThat(report.path("link").path("latency_microseconds").asDouble()).isPositive();
    }

    private static long sum(JsonNode numbers, String... names) {
        long sum = 0;
        for (String name : names) {
            sum += numbers.path(name).asLong();
        }
        return sum;
    }

    /** The document in what a process prints; the engine prints lines of its own. */
    private static JsonNode json(String output) throws IOException {
        int begin = output.indexOf("{\n");
        return new JsonMapper().readTree(output.substring(begin, output.lastIndexOf("}") + 1));
    }

    @Test
    void aProcessAloneHasNothingToExchange() throws IOException {
        CommandRun run = CommandRun.of("bench", "exchange", config(), "--rounds=1");

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out())
                .contains("each for itself")
                .doesNotContain("together")
                .doesNotContain("network");
        assertThat(CommandRun.of("bench", "exchange", config(), "--rounds=0").exitCode())
                .isEqualTo(2);
    }
}
