package io.github.ncl4j.serve;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The epochs of a training that is being written while they are read. */
class TrainingRunTest {

    @TempDir
    private Path folder;

    private JsonNode epochsOf(String metrics) throws Exception {
        Files.writeString(folder.resolve("metrics.jsonl"), metrics);
        return epochs();
    }

    private JsonNode epochs() {
        return RunningServer.json(new String(new TrainingRun(folder).epochs(), StandardCharsets.UTF_8))
                .path("epochs");
    }

    @Test
    void aRunThatHasNoEpochYetHasNone() throws Exception {
        assertThat(epochs()).isEmpty();
        assertThat(epochsOf("")).isEmpty();
        assertThat(epochsOf("{\"epoch\":1")).isEmpty();
    }

    @Test
    void aLineThatIsHalfWrittenIsNotThereYet() throws Exception {
        String whole = "{\"epoch\":1,\"lr\":0.1}\n{\"epoch\":2,\"lr\":0.1}\n";

        for (String half : new String[] {"", "{", "{\"epoch\":3,\"l", "{\"epoch\":3,\"lr\":0.1}"}) {
            JsonNode epochs = epochsOf(whole + half);
            assertThat(epochs).hasSize(2);
            assertThat(epochs.path(1).path("epoch").asInt()).isEqualTo(2);
        }
        assertThat(epochsOf(whole + "{\"epoch\":3}\n")).hasSize(3);
    }

    @Test
    void linesAfterOneThatACrashToreAreNotTrusted() throws Exception {
        assertThat(epochsOf("{\"epoch\":1}\n{\"epo\n{\"epoch\":2}\n")).hasSize(1);
        assertThat(epochsOf("{\"epoch\":1}\n17\n{\"epoch\":2}\n")).hasSize(1);
    }

    @Test
    void aPageThatAsksAgainIsToldThatNothingIsNew() throws Exception {
        Path metrics = folder.resolve("metrics.jsonl");
        Files.writeString(metrics, "{\"epoch\":1}\n");
        try (RunningServer server = RunningServer.start(null, folder, ColourModel.create())) {
            HttpResponse<String> first = server.get("/v1/training");
            assertThat(RunningServer.json(first).path("run").asText())
                    .isEqualTo(folder.getFileName().toString());
            String tag = first.headers().firstValue("ETag").orElseThrow();
            HttpRequest.Builder again =
                    HttpRequest.newBuilder(server.uri("/v1/training")).header("If-None-Match", tag);
            assertThat(server.send(again).statusCode()).isEqualTo(304);

            Files.writeString(metrics, "{\"epoch\":1}\n{\"epoch\":2}\n");

            HttpResponse<String> later = server.send(again);
            assertThat(later.statusCode()).isEqualTo(200);
            assertThat(RunningServer.json(later).path("epochs")).hasSize(2);
        }
    }
}
