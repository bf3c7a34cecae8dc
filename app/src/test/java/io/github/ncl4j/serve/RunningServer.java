package io.github.ncl4j.serve;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import javax.imageio.ImageIO;
import org.jspecify.annotations.Nullable;

/** A server with a {@link ColourModel} on a free port of this machine, and clients of it. */
public final class RunningServer implements AutoCloseable {

    public static final Limits LIMITS = new Limits(
            100_000, 1_000_000, 4, 200, Duration.ofSeconds(20), Duration.ofSeconds(20), Duration.ofSeconds(20));
    public static final Batching BATCHING = new Batching(4, Duration.ZERO, 8, 1, 2);

    /** For a machine that is busy with other things; a test that passes needs a thousandth of it. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private static final JsonMapper JSON = new JsonMapper();

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final PredictionServer server;
    private final int port;
    private final ColourModel model;

    private RunningServer(PredictionServer server, ColourModel model) {
        this.server = server;
        port = server.port();
        this.model = model;
    }

    static RunningServer start() {
        return start(LIMITS, BATCHING);
    }

    static RunningServer start(Limits limits, Batching batching) {
        return start(new ServerSettings("127.0.0.1", 0, null, null, limits, batching), ColourModel.create());
    }

    static RunningServer start(@Nullable String token, @Nullable Path run, ColourModel model) {
        return start(new ServerSettings("127.0.0.1", 0, token, run, LIMITS, BATCHING), model);
    }

    private static RunningServer start(ServerSettings settings, ColourModel model) {
        PredictionServer server = PredictionServer.start(settings);
        server.open(model);
        return new RunningServer(server, model);
    }

    PredictionServer server() {
        return server;
    }

    ColourModel model() {
        return model;
    }

    URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return client.send(request.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    HttpResponse<String> get(String path) {
        return send(HttpRequest.newBuilder(uri(path)));
    }

    /** Posts a body to {@code /v1/predict}. */
    HttpResponse<String> predict(byte[] body, String contentType) {
        return send(prediction(body, contentType));
    }

    /** The same without waiting. */
    CompletableFuture<HttpResponse<String>> predictLater(byte[] body) {
        return client.sendAsync(prediction(body, "image/png").build(), BodyHandlers.ofString());
    }

    private HttpRequest.Builder prediction(byte[] body, String contentType) {
        return HttpRequest.newBuilder(uri("/v1/predict"))
                .header("Content-Type", contentType)
                .POST(BodyPublishers.ofByteArray(body));
    }

    /** A connection of the test's own, for requests that no client library would send. */
    Socket connect() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(120_000);
        return socket;
    }

    /** Writes a text as it is. */
    static void write(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().flush();
    }

    /** Everything until the server closes the connection. */
    static String readAll(Socket socket) throws IOException {
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    }

    public static JsonNode json(HttpResponse<String> response) {
        return json(response.body());
    }

    public static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A value of the metrics, or NaN where there is no such series. */
    double metric(String series) {
        return get("/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith(series + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(series.length() + 1)))
                .findFirst()
                .orElse(Double.NaN);
    }

    /** Waits for something that the server does in its own time. */
    static void await(BooleanSupplier condition) throws InterruptedException {
        long until = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > until) {
                throw new AssertionError("waited in vain");
            }
            Thread.sleep(5);
        }
    }

    /** A picture of one colour. */
    public static byte[] png(Color colour, int width, int height) {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        graphics.setColor(colour);
        graphics.fillRect(0, 0, width, height);
        graphics.dispose();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            ImageIO.write(image, "png", bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    @Override
    public void close() {
        model.letGo();
        server.close();
    }
}
