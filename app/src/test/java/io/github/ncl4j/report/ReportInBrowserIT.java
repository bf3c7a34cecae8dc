package io.github.ncl4j.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpServer;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A page whose names try to break out, in headless Chromium where the system has one (Debian: {@code apt-get install chromium}). */
class ReportInBrowserIT {

    @TempDir
    private Path folder;

    private static Optional<Path> chromium() {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .flatMap(path -> Stream.of("chromium", "chromium-browser", "google-chrome")
                        .map(name -> Path.of(path, name)))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /**
     * What came of a visit.
     *
     * @param dom the tree that the browser built, as HTML
     * @param log of the browser, with all that its console shows
     * @param requests what it asked the page's own server for
     */
    private record Visit(String dom, String log, List<String> requests) {}

    private Visit visit(int width) throws IOException, InterruptedException {
        assumeTrue(chromium().isPresent(), "no chromium on the PATH");
        byte[] page = ReportPage.of(List.of(HostileRun.of(12, 240))).html().getBytes(StandardCharsets.UTF_8);
        List<String> requests = new CopyOnWriteArrayList<>();
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            requests.add(exchange.getRequestURI().toString());
            exchange.getResponseHeaders().add("Content-Type", "text/html; charset=utf-8");
            exchange.sendResponseHeaders(200, page.length);
            exchange.getResponseBody().write(page);
            exchange.close();
        });
        server.start();
        try {
            return visit(width, "http://localhost:" + server.getAddress().getPort() + "/report.html", requests);
        } finally {
            server.stop(0);
        }
    }

    private Visit visit(int width, String url, List<String> requests) throws IOException, InterruptedException {
        Path dom = folder.resolve("dom.html");
        Path log = folder.resolve("log.txt");
        Process process = new ProcessBuilder(
                        chromium().orElseThrow().toString(),
                        "--headless",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--disable-background-networking",
                        "--user-data-dir=" + folder.resolve("profile"),
                        "--window-size=" + width + ",900",
                        "--enable-logging=stderr",
                        // A request to the host that a name mentions would end at this server, too.
                        "--host-resolver-rules=MAP example.com " + url.substring(7, url.indexOf("/report")),
                        "--dump-dom",
                        url)
                .redirectOutput(dom.toFile())
                .redirectError(log.toFile())
                .start();
        try {
            assertThat(process.waitFor(3, TimeUnit.MINUTES)).as("chromium ends").isTrue();
        } finally {
            process.destroyForcibly();
        }
        return new Visit(Files.readString(dom), Files.readString(log), List.copyOf(requests));
    }

    @ParameterizedTest
    @ValueSource(ints = {390, 1280})
    void theBrowserHasNothingToComplainOfAndNothingToFetch(int width) throws Exception {
        Visit visit = visit(width);

        assertThat(visit.log())
                .as("a blocked style or picture would be told here")
                .doesNotContain("CONSOLE");
        assertThat(visit.requests())
                .as("a name that became an element would ask for more")
                .contains("/report.html")
                .allMatch(path -> path.equals("/report.html") || path.equals("/favicon.ico"));
    }

    @Test
    void namesAreTextInTheTreeThatTheBrowserBuilds() throws Exception {
        String dom = visit(390).dom();

        assertThat(dom)
                .contains("&lt;script&gt;alert(1)&lt;/script&gt;", "<svg", "<dl class=\"facts\">")
                .doesNotContain("<script", "onerror=\"", "<img src=\"x\"");
        assertThat(dom.split("<title>ncl4j")).as("one title of the page").hasSize(2);
    }
}
