package io.github.ncl4j.serve;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A headless browser with one page, driven by its own protocol (Chrome DevTools). */
final class Chromium implements AutoCloseable {

    private static final JsonMapper JSON = new JsonMapper();

    /** A browser on a busy machine takes its time. */
    private static final int PATIENCE_SECONDS = 120;

    private final Process process;
    private final Map<Integer, CompletableFuture<JsonNode>> calls = new ConcurrentHashMap<>();
    private final List<JsonNode> events = new CopyOnWriteArrayList<>();
    private @Nullable WebSocket socket;
    private int lastCall;

    private Chromium(Process process) {
        this.process = process;
    }

    /** The browser of this machine, if it has one. */
    static Optional<Path> find() {
        return Stream.of("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
                .map(Path::of)
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** Starts it with an empty profile. */
    static Chromium start(Path program, Path folder) throws Exception {
        Path profile = folder.resolve("chromium");
        Process process = new ProcessBuilder(
                        program.toString(),
                        "--headless=new",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--disable-dev-shm-usage",
                        "--disable-background-networking",
                        "--hide-scrollbars",
                        "--no-first-run",
                        "--remote-debugging-port=0",
                        "--user-data-dir=" + profile,
                        "about:blank")
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("chromium.log").toFile())
                .start();
        Chromium chromium = new Chromium(process);
        try {
            chromium.connect(profile.resolve("DevToolsActivePort"));
            return chromium;
        } catch (Exception e) {
            chromium.close();
            throw e;
        }
    }

    private void connect(Path portFile) throws Exception {
        RunningServer.await(() -> !process.isAlive() || hasLine(portFile));
        String port = Files.readAllLines(portFile).get(0);
        HttpClient client = HttpClient.newHttpClient();
        String page = "";
        while (page.isEmpty()) {
            String targets = client.send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/json/list"))
                                    .build(),
                            BodyHandlers.ofString())
                    .body();
            for (JsonNode target : JSON.readTree(targets)) {
                page = target.path("type").asText().equals("page")
                        ? target.path("webSocketDebuggerUrl").asText()
                        : page;
            }
        }
        socket = client.newWebSocketBuilder()
                .buildAsync(URI.create(page), new Messages())
                .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        for (String domain : List.of("Page", "Runtime", "Log", "Network")) {
            call(domain + ".enable", JSON.createObjectNode());
        }
    }

    private static boolean hasLine(Path file) {
        try {
            return Files.exists(file) && Files.size(file) > 0;
        } catch (IOException e) {
            return false;
        }
    }

    private final class Messages implements WebSocket.Listener {

        private final StringBuilder text = new StringBuilder();

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
            text.append(data);
            if (last) {
                JsonNode message = RunningServer.json(text.toString());
                text.setLength(0);
                CompletableFuture<JsonNode> call =
                        calls.remove(message.path("id").asInt());
                if (call == null) {
                    events.add(message);
                } else {
                    call.complete(message);
                }
            }
            webSocket.request(1);
            return null;
        }
    }

    private JsonNode call(String method, ObjectNode parameters) throws Exception {
        int id = ++lastCall;
        CompletableFuture<JsonNode> answer = new CompletableFuture<>();
        calls.put(id, answer);
        ObjectNode message = JSON.createObjectNode().put("id", id).put("method", method);
        message.set("params", parameters);
        socket.sendText(message.toString(), true).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        JsonNode response = answer.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (response.has("error")) {
            throw new IllegalStateException(method + ": " + response.path("error"));
        }
        return response.path("result");
    }

    /** Opens an address in a window of some size, and waits until the page's own script has run. */
    void open(URI address, int width, int height) throws Exception {
        call(
                "Emulation.setDeviceMetricsOverride",
                JSON.createObjectNode()
                        .put("width", width)
                        .put("height", height)
                        .put("deviceScaleFactor", 1)
                        .put("mobile", width < 600));
        call("Page.navigate", JSON.createObjectNode().put("url", address.toString()));
        awaitTrue("document.readyState === 'complete' && location.href === '" + address + "'");
    }

    /** The value of an expression in the page. */
    JsonNode evaluate(String expression) throws Exception {
        JsonNode result = call(
                "Runtime.evaluate",
                JSON.createObjectNode()
                        .put("expression", expression)
                        .put("awaitPromise", true)
                        .put("returnByValue", true));
        if (result.has("exceptionDetails")) {
            throw new IllegalStateException(expression + ": " + result.path("exceptionDetails"));
        }
        return result.path("result").path("value");
    }

    /** Waits for the page. */
    void awaitTrue(String expression) throws Exception {
        while (!evaluate(expression).asBoolean()) {
            Thread.sleep(20);
        }
    }

    /** What the page complained of: exceptions, errors and warnings of the console, broken rules of the policy. */
    List<String> complaints() {
        return events.stream()
                .filter(event -> List.of("Runtime.exceptionThrown", "Log.entryAdded", "Runtime.consoleAPICalled")
                        .contains(event.path("method").asText()))
                // Hints on forms and the like.
                .filter(event -> !event.at("/params/entry/level").asText().equals("verbose"))
                .map(JsonNode::toString)
                .toList();
    }

    /** All addresses that the page has asked for. */
    List<String> requests() {
        return events.stream()
                .filter(event -> event.path("method").asText().equals("Network.requestWillBeSent"))
                .map(event -> event.path("params").path("request").path("url").asText())
                .toList();
    }

    /** Keeps the look of the whole page for people. */
    void screenshot(Path file) throws Exception {
        JsonNode image = call(
                "Page.captureScreenshot",
                JSON.createObjectNode().put("format", "png").put("captureBeyondViewport", true));
        Files.createDirectories(file.getParent());
        Files.write(file, Base64.getDecoder().decode(image.path("data").asText()));
    }

    @Override
    public void close() throws Exception {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly().waitFor();
    }
}
