package io.github.ncl4j.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.ncl4j.app.Turned;
import java.awt.Color;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What {@code /v1/predict} answers to good and bad requests. */
class PredictionTest {

    private static final byte[] RED = RunningServer.png(Color.RED, 20, 10);
    private static final byte[] BLUE = RunningServer.png(Color.BLUE, 8, 8);

    private static RunningServer server;

    @BeforeAll
    static void start() {
        server = RunningServer.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void anImageIsAnsweredWithTheEnsembleAndEveryExpert() {
        HttpResponse<String> response = server.predict(RED, "image/png");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type")).hasValue("application/json");
        JsonNode image = RunningServer.json(response).path("images").path(0);
        assertThat(image.path("image").isNull()).isTrue();
        assertThat(image.path("width").asInt()).isEqualTo(20);
        assertThat(image.path("height").asInt()).isEqualTo(10);
        JsonNode best = image.path("predictions").path(0);
        assertThat(best.path("category_id").asInt()).isZero();
        assertThat(best.path("name").asText()).isEqualTo("red");
        assertThat(best.path("training_images").asInt()).isEqualTo(100);
        // Logits (3, 0, 0) for the ensemble, (4, 0, 0) and (2, 0, 0) for the experts.
        assertThat(best.path("probability").asDouble()).isCloseTo(softmax(3), within(1e-6));
        assertThat(best.path("experts").path(0).asDouble()).isCloseTo(softmax(4), within(1e-6));
        assertThat(best.path("experts").path(1).asDouble()).isCloseTo(softmax(2), within(1e-6));
        assertThat(image.path("predictions")).hasSize(3);
        assertThat(image.path("expert_best").path(1).path("name").asText()).isEqualTo("red");
    }

    @Test
    void photosAreTurnedAsInTheTraining() {
        byte[] photo = Turned.png(RED);
        JsonNode upright =
                RunningServer.json(server.predict(photo, "image/png")).at("/images/0");
        assertThat(upright.path("width").asInt()).isEqualTo(10);
        try (RunningServer other = RunningServer.start(null, null, ColourModel.ofPhotosAsStored())) {
            JsonNode stored =
                    RunningServer.json(other.predict(photo, "image/png")).at("/images/0");
            assertThat(stored.path("width").asInt()).isEqualTo(20);
        }
    }

    private static double softmax(double logit) {
        return Math.exp(logit) / (Math.exp(logit) + 2);
    }

    @Test
    void topSaysHowManyClasses() {
        HttpResponse<String> response = server.send(
                HttpRequest.newBuilder(server.uri("/v1/predict?top=1")).POST(BodyPublishers.ofByteArray(BLUE)));

        JsonNode predictions =
                RunningServer.json(response).path("images").path(0).path("predictions");
        assertThat(predictions).hasSize(1);
        assertThat(predictions.path(0).path("name").asText()).isEqualTo("blue");
        for (String wrong : new String[] {"0", "-1", "many", "101", "99999999999", ""}) {
            response = server.send(HttpRequest.newBuilder(server.uri("/v1/predict?top=" + wrong))
                    .POST(BodyPublishers.ofByteArray(BLUE)));
            assertProblem(response, 400, "top must be a whole number from 1 to 100");
        }
    }

    @Test
    void filesOfAFormAreAnsweredInTheirOrder() {
        HttpResponse<String> response = server.predict(
                form(part("a", "r.png", RED), part("note", null, new byte[] {1}), part("b", "<b>.png", BLUE), end()),
                "multipart/form-data; boundary=XX");

        JsonNode images = RunningServer.json(response).path("images");
        assertThat(images).hasSize(2);
        assertThat(images.path(0).path("image").asText()).isEqualTo("r.png");
        assertThat(images.path(0).path("predictions").path(0).path("name").asText())
                .isEqualTo("red");
        assertThat(images.path(1).path("image").asText()).isEqualTo("<b>.png");
        assertThat(images.path(1).path("predictions").path(0).path("name").asText())
                .isEqualTo("blue");
    }

    @Test
    void aFormMustBeWholeAndHaveFilesButNotTooMany() {
        String type = "multipart/form-data; boundary=XX";
        byte[] file = part("a", "r.png", RED);

        assertProblem(server.predict(form(file), type), 400, "broken or cut off");
        assertProblem(server.predict(form(part("a", null, RED), end()), type), 400, "the form has no file");
        assertProblem(server.predict(form(file, end()), "multipart/form-data"), 400, "no boundary");
        assertProblem(
                server.predict(form(file, file, file, file, file, end()), type), 413, "more than 4 files, the limit");
        assertProblem(
                server.predict(form(part("a", "x.gif", "GIF89a".getBytes(StandardCharsets.US_ASCII)), end()), type),
                415,
                "x.gif: is no JPEG, PNG, BMP or WebP image");
    }

    @Test
    void whatIsNoImageIsToldFromWhatIsDamaged() {
        assertProblem(server.predict(new byte[0], "image/png"), 400, "the request has no body");
        assertProblem(server.predict(RED, "application/json"), 415, "of type application/json; send an image");
        assertProblem(
                server.predict("hello, world".getBytes(StandardCharsets.US_ASCII), "image/png"),
                415,
                "the image: is no JPEG, PNG, BMP or WebP image by its first bytes");
        assertProblem(server.predict(Arrays.copyOf(RED, 40), "image/png"), 400, "the image: cannot be decoded");
    }

    @Test
    void tooManyPixelsAreRefusedBeforeAnythingIsAllocatedForThem() {
        byte[] bomb = RED.clone();
        ByteBuffer.wrap(bomb).putInt(16, 100_000).putInt(20, 100_000);

        assertProblem(server.predict(bomb, "image/png"), 413, "has 100000 x 100000 pixels, more than the 1000000");
    }

    @Test
    void aStripIsRefusedBecauseScalingWouldMakeItHuge() {
        assertProblem(
                server.predict(RunningServer.png(Color.RED, 101, 1), "image/png"), 400, "is 101 x 1 pixels, a strip");
        assertThat(server.predict(RunningServer.png(Color.RED, 100, 1), "image/png")
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void tooManyBytesAreRefusedWhetherAnnouncedOrNot() throws Exception {
        byte[] large = new byte[RunningServer.LIMITS.bytes() + 1];

        assertProblem(server.predict(large, "image/png"), 413, "larger than 100000 bytes, the limit");
        HttpResponse<String> streamed = server.send(HttpRequest.newBuilder(server.uri("/v1/predict"))
                .POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(large))));
        assertProblem(streamed, 413, "larger than 100000 bytes, the limit");
        try (Socket socket = server.connect()) {
            // Who asks first need not send the body at all.
            RunningServer.write(
                    socket,
                    "POST /v1/predict HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100001\r\nExpect: 100-continue\r\n\r\n");
            assertThat(RunningServer.readAll(socket))
                    .startsWith("HTTP/1.1 413 ")
                    .contains("Connection: close");
        }
    }

    @Test
    void aFailingModelIsNoStackTraceAndTheNextRequestIsAnswered() {
        server.model().failWith(new IllegalStateException("secret detail"));

        HttpResponse<String> response = server.predict(RED, "image/png");

        server.model().failWith(null);
        assertProblem(response, 500, "the server failed; its log says how");
        assertThat(response.body()).doesNotContain("secret", "Exception", "at io.");
        assertThat(server.predict(RED, "image/png").statusCode()).isEqualTo(200);
    }

    @Test
    void aModelWithoutMemoryIsBusyAndNotBroken() {
        server.model().failWith(new OutOfMemoryError("Java heap space"));

        HttpResponse<String> response = server.predict(RED, "image/png");

        server.model().failWith(null);
        assertProblem(response, 503, "does not fit into the server's memory at the moment; try again later");
        assertThat(response.headers().firstValue("Retry-After")).hasValue("1");
        assertThat(server.predict(RED, "image/png").statusCode()).isEqualTo(200);
    }

    @Test
    void otherPathsAndMethodsAreProblemsToo() {
        assertProblem(server.get("/nowhere"), 404, "/openapi.json lists what is");
        assertProblem(server.get("/healthz/"), 404, "/openapi.json lists what is");
        HttpResponse<String> wrongMethod = server.get("/v1/predict");
        assertProblem(wrongMethod, 405, "/v1/predict answers POST, not GET");
        assertThat(wrongMethod.headers().firstValue("Allow")).hasValue("POST");
        HttpResponse<String> deletion =
                server.send(HttpRequest.newBuilder(server.uri("/v1/model")).DELETE());
        assertProblem(deletion, 405, "/v1/model answers GET, HEAD, not DELETE");
        assertThat(deletion.headers().firstValue("Allow")).hasValue("GET, HEAD");
        assertProblem(server.get("/v1/training"), 404, "start it with --run DIRECTORY");
    }

    @Test
    void everyAnswerForbidsBrowsersWhatItIsNotFor() {
        for (String path : new String[] {"/v1/model", "/nowhere", "/metrics"}) {
            HttpResponse<String> response = server.get(path);
            assertThat(response.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
            assertThat(response.headers().firstValue("Content-Security-Policy"))
                    .hasValue("default-src 'none'; frame-ancestors 'none'");
            assertThat(response.headers().firstValue("Access-Control-Allow-Origin"))
                    .isEmpty();
        }
    }

    @Test
    void theModelIsDescribed() {
        JsonNode model = RunningServer.json(server.get("/v1/model"));

        assertThat(model.path("experts").asInt()).isEqualTo(2);
        assertThat(model.path("expert_probabilities").asBoolean()).isTrue();
        assertThat(model.path("side").asInt()).isEqualTo(8);
        assertThat(model.path("training").asBoolean()).isFalse();
        assertThat(model.path("limits").path("bytes").asInt()).isEqualTo(100_000);
        assertThat(model.path("limits").path("images").asInt()).isEqualTo(4);
        assertThat(model.path("classes").path(2).path("name").asText()).isEqualTo("blue");
        assertThat(model.path("classes").path(2).path("training_images").asInt())
                .isEqualTo(1);
    }

    static void assertProblem(HttpResponse<String> response, int status, String detail) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(response.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        JsonNode problem = RunningServer.json(response);
        assertThat(problem.path("status").asInt()).isEqualTo(status);
        assertThat(problem.path("title").asText()).isNotEmpty();
        assertThat(problem.path("detail").asText()).contains(detail);
    }

    private static byte[] part(String name, String file, byte[] content) {
        String head = "--XX\r\nContent-Disposition: form-data; name=\"" + name + "\""
                + (file == null ? "" : "; filename=\"" + file + "\"") + "\r\n\r\n";
        return joined(head.getBytes(StandardCharsets.UTF_8), content, "\r\n".getBytes(StandardCharsets.US_ASCII));
    }

    private static byte[] end() {
        return "--XX--\r\n".getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] form(byte[]... parts) {
        return joined(parts);
    }

    private static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }
}
