package io.github.ncl4j.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ncl4j.image.UserException;
import java.awt.Color;
import java.net.ConnectException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** The life of a server: not ready, ready, stopping, gone. */
class StopTest {

    private static final byte[] RED = RunningServer.png(Color.RED, 8, 8);

    @Test
    void itIsAliveBeforeItIsReady() throws Exception {
        ServerSettings settings =
                new ServerSettings("127.0.0.1", 0, null, null, RunningServer.LIMITS, RunningServer.BATCHING);
        try (PredictionServer server = PredictionServer.start(settings)) {
            String address = "http://127.0.0.1:" + server.port();
            HttpClient client = HttpClient.newHttpClient();
            assertThat(get(client, address + "/healthz").statusCode()).isEqualTo(200);
            HttpResponse<String> loading = get(client, address + "/readyz");
            assertThat(loading.statusCode()).isEqualTo(503);
            assertThat(loading.body()).isEqualTo("{\"status\":\"loading\"}");
            PredictionTest.assertProblem(get(client, address + "/v1/model"), 503, "the server is loading");
            HttpResponse<String> head = head(client, address + "/readyz");
            assertThat(head.statusCode()).as("HEAD is answered as GET").isEqualTo(503);
            assertThat(head.body()).isEmpty();
            assertThat(head.headers().map().keySet())
                    .isEqualTo(loading.headers().map().keySet());

            server.open(ColourModel.create());

            assertThat(head(client, address + "/readyz").statusCode()).isEqualTo(200);
            assertThat(head(client, address + "/v1/training").statusCode()).isEqualTo(404);
            assertThat(get(client, address + "/readyz").body()).isEqualTo("{\"status\":\"ready\"}");
        }
    }

    private static HttpResponse<String> head(HttpClient client, String uri) throws Exception {
        return client.send(
                HttpRequest.newBuilder(URI.create(uri))
                        .method("HEAD", HttpRequest.BodyPublishers.noBody())
                        .build(),
                BodyHandlers.ofString());
    }

    private static HttpResponse<String> get(HttpClient client, String uri) throws Exception {
        return client.send(HttpRequest.newBuilder(URI.create(uri)).build(), BodyHandlers.ofString());
    }

    @Test
    void whatHasBegunIsAnsweredAndNothingElse() throws Exception {
        RunningServer server = RunningServer.start();
        server.model().hold();
        CompletableFuture<HttpResponse<String>> computing = server.predictLater(RED);
        RunningServer.await(() -> server.model().batches().size() == 3);
        CompletableFuture<HttpResponse<String>> queued = server.predictLater(RED);
        RunningServer.await(() -> server.metric("ncl4j_decoded_images") == 1);

        CompletableFuture<Void> stopped = stopLater(server);

        RunningServer.await(() -> server.get("/readyz").statusCode() == 503);
        assertThat(server.get("/readyz").body()).isEqualTo("{\"status\":\"stopping\"}");
        assertThat(server.get("/healthz").statusCode()).isEqualTo(200);
        PredictionTest.assertProblem(server.predict(RED, "image/png"), 503, "the server is stopping");
        assertThat(stopped).isNotDone();
        assertThat(server.model().isClosed()).isFalse();
        server.model().letGo();
        assertThat(computing.join().statusCode()).isEqualTo(200);
        assertThat(queued.join().statusCode()).isEqualTo(200);
        stopped.join();
        assertThat(server.model().isClosed()).isTrue();
        assertThatThrownBy(server::connect).isInstanceOf(ConnectException.class);
    }

    @Test
    void whoeverIsStillSendingIsToldThatTheServerStops() throws Exception {
        RunningServer server = RunningServer.start();
        String head = "POST /v1/predict HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\n";
        try (Socket silent = server.connect();
                Socket dripping = server.connect()) {
            RunningServer.write(silent, head + "half of it");
            RunningServer.write(dripping, head);
            RunningServer.await(() -> server.server().arriving() == 2);

            CompletableFuture<Void> stopped = stopLater(server);

            while (dripping.getInputStream().available() == 0) {
                RunningServer.write(dripping, "x");
                Thread.sleep(5);
            }
            for (Socket socket : List.of(silent, dripping)) {
                byte[] answer = socket.getInputStream().readAllBytes();
                assertThat(new String(answer, StandardCharsets.US_ASCII))
                        .startsWith("HTTP/1.1 503 ")
                        .contains("Connection: close", "Retry-After: 1", "the server is stopping");
            }
            stopped.join();
        }
        assertThat(server.model().isClosed()).isTrue();
    }

    /** On a thread of its own: the common pool, which runAsync takes from Java 25 on, has one on two cores, and the client needs it. */
    private static CompletableFuture<Void> stopLater(RunningServer server) {
        return CompletableFuture.runAsync(server.server()::close, task -> new Thread(task).start());
    }

    @Test
    void aModelThatHangsDelaysTheEndOnlyForAWhileAndItsClientsAreTold() throws Exception {
        Limits limits = new Limits(
                100_000, 1_000_000, 4, 200, Duration.ofSeconds(20), Duration.ofSeconds(20), Duration.ofMillis(50));
        RunningServer server = RunningServer.start(limits, RunningServer.BATCHING);
        server.model().hold();
        CompletableFuture<HttpResponse<String>> lost = server.predictLater(RED);
        RunningServer.await(() -> server.model().batches().size() == 3);

        CompletableFuture<Void> stopped = stopLater(server);

        PredictionTest.assertProblem(lost.join(), 503, "the server is stopping");
        server.model().letGo();
        stopped.join();

        assertThat(server.model().isClosed()).isTrue();
    }

    @Test
    void aPortThatIsTakenIsNamed() {
        try (RunningServer server = RunningServer.start()) {
            int port = server.server().port();
            ServerSettings settings =
                    new ServerSettings("127.0.0.1", port, null, null, RunningServer.LIMITS, RunningServer.BATCHING);

            assertThatThrownBy(() -> PredictionServer.start(settings))
                    .isInstanceOf(UserException.class)
                    .hasMessageContaining("cannot listen at 127.0.0.1, port " + port)
                    .hasMessageContaining("use another --host or --port");
        }
    }
}
