package io.github.ncl4j.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.ncl4j.image.DataException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Against a server on this machine that behaves as badly as real ones do. */
class DownloadTest {

    private static final byte[] CONTENT = new byte[300_000];

    /** What the server does with a request after the first ones, which break. */
    private boolean hasRanges = true;

    private int breaks;
    private int status = 200;
    private byte[] served = CONTENT;
    private boolean silent;

    /** The header Range of each request; empty without one. */
    private final List<String> requests = Collections.synchronizedList(new ArrayList<>());

    private final CountDownLatch end = new CountDownLatch(1);
    private final AtomicLong received = new AtomicLong();
    private final AtomicLong sent = new AtomicLong();
    private HttpServer server;
    private ExecutorService threads;
    private RemoteFile remote;

    @TempDir
    Path folder;

    static {
        for (int i = 0; i < CONTENT.length; i++) {
            CONTENT[i] = (byte) (i * 31 + i / 256);
        }
    }

    @BeforeEach
    void start() throws Exception {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        threads = Executors.newCachedThreadPool();
        server.setExecutor(threads);
        server.createContext("/data/", this::answer);
        server.start();
        remote = new RemoteFile(
                URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/data/set.tar.gz"),
                Checksum.md5(md5(CONTENT)));
    }

    @AfterEach
    void stop() {
        end.countDown();
        server.stop(0);
        threads.shutdownNow();
    }

    private void answer(HttpExchange exchange) throws IOException {
        String range = exchange.getRequestHeaders().getFirst("Range");
        requests.add(range == null ? "" : range);
        int start = range == null || !hasRanges ? 0 : Integer.parseInt(range.replaceAll("\\D", ""));
        boolean isKnown = exchange.getRequestHeaders().containsKey("Proxy-Authorization");
        if (status == 407 && !isKnown) {
            exchange.getResponseHeaders().set("Proxy-Authenticate", "Basic realm=\"proxy\"");
            exchange.sendResponseHeaders(status, -1);
        } else if (status != 200 && status != 407) {
            exchange.sendResponseHeaders(status, -1);
        } else if (start >= served.length) {
            exchange.sendResponseHeaders(416, -1);
        } else {
            if (start > 0) {
                exchange.getResponseHeaders()
                        .set("Content-Range", "bytes " + start + "-" + (served.length - 1) + "/" + served.length);
            }
            exchange.sendResponseHeaders(start > 0 ? 206 : 200, served.length - start);
            send(exchange, start);
        }
        exchange.close();
    }

    private void send(HttpExchange exchange, int start) throws IOException {
        OutputStream body = exchange.getResponseBody();
        boolean breaksNow = breaks > 0;
        int length = breaksNow || silent ? 100_000 : served.length - start;
        body.write(served, start, Math.min(length, served.length - start));
        body.flush();
        sent.addAndGet(Math.min(length, served.length - start));
        if (breaksNow) {
            // What has not been read when a connection breaks is lost; here all has been.
            awaitReader();
        }
        if (silent) {
            silent = false;
            await();
        }
        if (breaksNow) {
            breaks--;
            throw new IOException("the server breaks the connection");
        }
    }

    private void awaitReader() {
        while (received.get() < sent.get() && end.getCount() > 0) {
            Thread.onSpinWait();
        }
    }

    private void await() {
        try {
            end.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void aFileArrivesWholeUnderItsName() throws Exception {
        Path file = fetch(1);

        assertThat(file).isEqualTo(folder.resolve("set.tar.gz")).hasBinaryContent(CONTENT);
        assertThat(folder).isDirectoryNotContaining("glob:**.part");
        assertThat(received).hasValue(CONTENT.length);
    }

    @Test
    void whatIsThereIsNotFetchedAgainAndNeverOverwritten() throws Exception {
        fetch(1);
        fetch(1);
        assertThat(requests).hasSize(1);

        Files.writeString(folder.resolve("set.tar.gz"), "precious");
        assertThatThrownBy(() -> fetch(1))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("set.tar.gz: is there already, but its MD5 checksum is not " + remote.checksum());
        assertThat(folder.resolve("set.tar.gz")).hasContent("precious");
    }

    @Test
    void aBrokenConnectionIsTakenUpWhereItBroke() throws Exception {
        breaks = 2;

        assertThat(fetch(3)).hasBinaryContent(CONTENT);

        assertThat(requests).hasSize(3);
        assertThat(requests.get(0)).isEmpty();
        assertThat(requests.get(1)).isEqualTo("bytes=100000-");
        assertThat(requests.get(2)).isEqualTo("bytes=200000-");
    }

    @Test
    void aLaterRunGoesOnFromWhatAnEarlierOneLeft() throws Exception {
        breaks = 1;
        assertThatThrownBy(() -> fetch(1))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("the connection broke after 100000 bytes")
                .hasMessageContaining("the same command goes on from there");
        assertThat(folder).isDirectoryNotContaining("glob:**/set.tar.gz");

        assertThat(fetch(1)).hasBinaryContent(CONTENT);
        assertThat(requests.get(1)).isEqualTo("bytes=100000-");
    }

    @Test
    void aServerWithoutRangesStartsOver() throws Exception {
        hasRanges = false;
        breaks = 1;

        assertThat(fetch(2)).hasBinaryContent(CONTENT);
        assertThat(requests).hasSize(2);
    }

    @Test
    void leftoversOfAnotherFileAreReplaced() throws Exception {
        Files.write(folder.resolve("set.tar.gz.part"), new byte[1000]);
        assertThat(fetch(1)).hasBinaryContent(CONTENT);
        assertThat(requests).containsExactly("bytes=1000-", "");

        Files.delete(folder.resolve("set.tar.gz"));
        Files.write(folder.resolve("set.tar.gz.part"), new byte[400_000]);
        assertThat(fetch(1)).hasBinaryContent(CONTENT);
    }

    @Test
    void leftoversThatAreWholeNeedNoMoreData() throws Exception {
        Files.write(folder.resolve("set.tar.gz.part"), CONTENT);

        assertThat(fetch(1)).hasBinaryContent(CONTENT);
        assertThat(received).hasValue(0);
    }

    @Test
    void aWrongChecksumLeavesNothing() {
        served = Arrays.copyOf(CONTENT, 1000);

        assertThatThrownBy(() -> fetch(3))
                .isInstanceOf(DataException.class)
                .hasMessageContaining(remote.address() + ": sent a file with the MD5 checksum " + md5(served) + ", not "
                        + remote.checksum());
        assertThat(requests).hasSize(1);
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void theWholeChecksumDecides() throws Exception {
        String sha256 = "a948904f2f0f479b8f8197694b30184b0d2ed1c1cd2a1ec0fb85d299a192a447";
        served = "hello world\n".getBytes(StandardCharsets.US_ASCII);
        remote = new RemoteFile(remote.address(), Checksum.sha256(sha256));

        assertThat(fetch(1)).hasBinaryContent(served);

        String lastDigit = sha256.substring(0, 63) + "8";
        RemoteFile other = new RemoteFile(remote.address(), Checksum.sha256(lastDigit));
        assertThatThrownBy(() -> new Download(1, Duration.ofSeconds(1)).fetch(other, folder, received::addAndGet))
                .hasMessageContaining("is there already, but its SHA-256 checksum is not " + lastDigit);
        assertThatThrownBy(() -> Checksum.sha256("a948904f")).hasMessage("a948904f is no SHA-256 checksum");
        assertThatThrownBy(() -> Checksum.md5("0".repeat(33))).hasMessageEndingWith(" is no MD5 checksum");
    }

    /** Nobody has an address for a name in {@code .invalid}: only the proxy can have answered. */
    @Test
    void theProxyOfTheEnvironmentIsAskedInPlaceOfTheServer() throws Exception {
        String proxy = "http://127.0.0.1:" + server.getAddress().getPort();
        remote = new RemoteFile(URI.create("http://nowhere.invalid/data/set.tar.gz"), remote.checksum());

        Path file = download(Map.of("HTTP_PROXY", proxy)).fetch(remote, folder, received::addAndGet);

        assertThat(file).hasBinaryContent(CONTENT);
        Files.delete(file);
        assertThatThrownBy(() -> download(Map.of("http_proxy", proxy, "no_proxy", "invalid"))
                        .fetch(remote, folder, received::addAndGet))
                .isInstanceOf(DataException.class)
                .hasMessageContaining(remote.address() + ": the host nowhere.invalid is unknown here");
        assertThatThrownBy(() -> download(Map.of("http_proxy", "http://me:secret@proxy.invalid:8080"))
                        .fetch(remote, folder, received::addAndGet))
                .isInstanceOf(DataException.class)
                .hasMessageEndingWith(
                        "the proxy proxy.invalid:8080 of the environment variable http_proxy is an unknown host");
        status = 407;
        assertThatThrownBy(() -> download(Map.of("http_proxy", proxy)).fetch(remote, folder, received::addAndGet))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("the proxy wants a name and a password");
        assertThat(download(Map.of("http_proxy", proxy.replace("//", "//me:se%20cret@")))
                        .fetch(remote, folder, received::addAndGet))
                .hasBinaryContent(CONTENT);
    }

    private static Download download(Map<String, String> environment) {
        return new Download(2, Duration.ofSeconds(5), environment);
    }

    @Test
    void aSilentServerIsLeftAndAskedAgain() throws Exception {
        silent = true;

        assertThat(fetch(2)).hasBinaryContent(CONTENT);
        assertThat(requests).containsExactly("", "bytes=100000-");
    }

    @Test
    void aRefusalIsReportedAtOnce() {
        status = 404;
        assertThatThrownBy(() -> fetch(3))
                .isInstanceOf(DataException.class)
                .hasMessage(remote.address() + ": the server answers with status 404; try another mirror");
        assertThat(requests).hasSize(1);
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void aServerThatIsNotThereIsNamed() {
        server.stop(0);
        assertThatThrownBy(() -> fetch(2))
                .isInstanceOf(DataException.class)
                .hasMessageContaining(remote.address() + ": the connection broke after 0 bytes")
                .hasMessageContaining("2 attempts");
    }

    @ParameterizedTest
    @EnumSource
    void everyPublishedFileHasAnAddressOnAMirror(PublishedDataset dataset) {
        assertThat(dataset.files()).isNotEmpty().allSatisfy(file -> {
            assertThat(file.at(URI.create("http://127.0.0.1:1/deep/")).address())
                    .isEqualTo(URI.create("http://127.0.0.1:1/deep/" + file.name()));
            assertThat(file.name()).endsWith(".gz");
        });
    }

    private Path fetch(int attempts) throws IOException, InterruptedException {
        return new Download(attempts, Duration.ofSeconds(1)).fetch(remote, folder, received::addAndGet);
    }

    private static String md5(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}
