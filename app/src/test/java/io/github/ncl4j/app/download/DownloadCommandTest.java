package io.github.ncl4j.app.download;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.github.ncl4j.app.CommandRun;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command alone; how it copes with bad connections is tested with the library. */
class DownloadCommandTest {

    @TempDir
    Path folder;

    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        byte[] wrong = "not the data set".getBytes(StandardCharsets.UTF_8);
        server.createContext("/mirror/cifar-10-binary.tar.gz", exchange -> {
            exchange.sendResponseHeaders(200, wrong.length);
            exchange.getResponseBody().write(wrong);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void aMirrorThatSendsSomethingElseIsNamedAndNothingStays() {
        CommandRun run =
                download("cifar10", "http://127.0.0.1:" + server.getAddress().getPort() + "/mirror/");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err())
                .contains("/mirror/cifar-10-binary.tar.gz: sent a file with the MD5 checksum")
                .contains("not c32a1d4ab5d03f1284b67883e8d87530")
                .hasLineCount(1);
        assertThat(folder.resolve("data")).isEmptyDirectory();
    }

    @Test
    void aMirrorWithoutTheFileIsNamed() {
        CommandRun run = download(
                "fashion-mnist", "http://127.0.0.1:" + server.getAddress().getPort() + "/mirror");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("/mirror/train-images-idx3-ubyte.gz: the server answers with status 404");
    }

    @Test
    void wrongUsage() {
        assertThat(download("imagenet", "http://127.0.0.1/"))
                .matches(run -> run.exitCode() == 2
                        && run.err().contains("'imagenet' is none of cifar10, cifar100, fashion-mnist"));
        assertThat(download("cifar10", "ftp://127.0.0.1/"))
                .matches(run -> run.exitCode() == 2 && run.err().contains("must begin with http:// or https://"));
        assertThat(CommandRun.of("dataset", "download", "cifar10"))
                .matches(run -> run.exitCode() == 2 && run.err().contains("--to"));
        assertThat(folder.resolve("data")).doesNotExist();
    }

    private CommandRun download(String name, String mirror) {
        return CommandRun.of("dataset", "download", name, "--to=" + folder.resolve("data"), "--mirror=" + mirror);
    }
}
