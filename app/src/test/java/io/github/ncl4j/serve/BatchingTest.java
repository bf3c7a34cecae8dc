package io.github.ncl4j.serve;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Color;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Concurrent requests: who is classified with whom, and who is sent away. */
class BatchingTest {

    private static final byte[] RED = RunningServer.png(Color.RED, 8, 8);
    private static final byte[] GREEN = RunningServer.png(Color.GREEN, 8, 8);

    /** The server has warmed its model with a full batch and a single image. */
    private static final List<Integer> WARM_UP = List.of(4, 1);

    @Test
    void whatArrivesWhileTheModelComputesIsTheNextBatch() throws Exception {
        try (RunningServer server = RunningServer.start()) {
            server.model().hold();
            CompletableFuture<HttpResponse<String>> first = server.predictLater(RED);
            RunningServer.await(() -> server.model().batches().size() == 3);
            List<CompletableFuture<HttpResponse<String>>> others = IntStream.range(0, 6)
                    .mapToObj(i -> server.predictLater(i % 2 == 0 ? RED : GREEN))
                    .toList();
            RunningServer.await(() -> server.metric("ncl4j_decoded_images") == 6);
            assertThat(server.metric("ncl4j_queue_images")).isEqualTo(7);

            server.model().letGo();

            assertThat(best(first)).isEqualTo("red");
            for (int i = 0; i < others.size(); i++) {
                assertThat(best(others.get(i))).isEqualTo(i % 2 == 0 ? "red" : "green");
            }
            assertThat(server.model().batches().subList(0, 3)).containsExactly(4, 1, 1);
            // Six wait and four fit: no batch is larger, and together they are all.
            assertThat(server.model().batches().subList(3, 5)).containsExactly(4, 2);
            assertThat(server.metric("ncl4j_images_total")).isEqualTo(7);
            assertThat(server.metric("ncl4j_batch_images_bucket{le=\"1.0\"}")).isEqualTo(1);
            assertThat(server.metric("ncl4j_batch_images_count")).isEqualTo(3);
            assertThat(server.metric("ncl4j_queue_images")).isZero();
        }
    }

    private static String best(CompletableFuture<HttpResponse<String>> response) {
        return RunningServer.json(response.join())
                .path("images")
                .path(0)
                .path("predictions")
                .path(0)
                .path("name")
                .asText();
    }

    @Test
    void aFullQueueSendsAwayAndSaysWhenToComeBack() throws Exception {
        try (RunningServer server = RunningServer.start()) {
            server.model().hold();
            List<CompletableFuture<HttpResponse<String>>> admitted = new ArrayList<>();
            for (int i = 0; i < RunningServer.BATCHING.queue(); i++) {
                admitted.add(server.predictLater(RED));
            }
            RunningServer.await(() -> server.metric("ncl4j_queue_images") == RunningServer.BATCHING.queue());

            HttpResponse<String> refused = server.predict(RED, "image/png");

            PredictionTest.assertProblem(refused, 429, "the queue is full: 8 of at most 8 images are waiting");
            assertThat(refused.headers().firstValue("Retry-After")).hasValue("1");
            assertThat(server.get("/healthz").statusCode()).isEqualTo(200);
            server.model().letGo();
            assertThat(admitted)
                    .allSatisfy(answer -> assertThat(answer.join().statusCode()).isEqualTo(200));
            assertThat(server.predict(RED, "image/png").statusCode()).isEqualTo(200);
            assertThat(server.metric("ncl4j_http_requests_total{route=\"/v1/predict\",status=\"429\"}"))
                    .isEqualTo(1);
            assertThat(server.metric("ncl4j_http_requests_total{route=\"/v1/predict\",status=\"200\"}"))
                    .isEqualTo(9);
        }
    }

    @Test
    void whoWaitsTooLongIsToldAndItsImageIsNotClassifiedAnyMore() throws Exception {
        Limits limits = RunningServer.LIMITS;
        Limits impatient = new Limits(
                limits.bytes(),
                limits.pixels(),
                limits.images(),
                limits.connections(),
                limits.idle(),
                Duration.ofSeconds(2),
                limits.stop());
        try (RunningServer server = RunningServer.start(impatient, RunningServer.BATCHING)) {
            server.model().hold();
            CompletableFuture<HttpResponse<String>> computing = server.predictLater(RED);
            RunningServer.await(() -> server.model().batches().size() == 3);
            CompletableFuture<HttpResponse<String>> queued = server.predictLater(RED);

            PredictionTest.assertProblem(computing.join(), 503, "no answer within 2000 ms");
            PredictionTest.assertProblem(queued.join(), 503, "no answer within 2000 ms");

            server.model().letGo();
            RunningServer.await(() -> server.metric("ncl4j_queue_images") == 0);
            assertThat(server.model().batches())
                    .as("the queued one was passed over")
                    .hasSize(3);
            assertThat(server.model().batches().subList(0, 2)).isEqualTo(WARM_UP);
        }
    }

    /** A library that is missing, for example: the thread that computes is gone, and with it every answer to come. */
    @Test
    void anErrorOfTheModelTakesTheReadinessWithIt() throws Exception {
        try (RunningServer server = RunningServer.start()) {
            server.model().failWith(new NoClassDefFoundError("some/library/Part"));

            PredictionTest.assertProblem(server.predict(RED, "image/png"), 500, "its log says how");

            RunningServer.await(() -> server.get("/readyz").statusCode() == 503);
            assertThat(server.get("/readyz").body()).isEqualTo("{\"status\":\"failed\"}");
            PredictionTest.assertProblem(
                    server.predict(RED, "image/png"), 503, "the model has failed for good; the server's log says how");
            assertThat(server.metric("ncl4j_queue_images")).isZero();
        }
    }
}
