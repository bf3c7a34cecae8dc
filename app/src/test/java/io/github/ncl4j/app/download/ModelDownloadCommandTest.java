package io.github.ncl4j.app.download;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.github.ncl4j.app.CommandRun;
import io.github.ncl4j.dataset.Checksum;
import io.github.ncl4j.dataset.RemoteFile;
import io.github.ncl4j.pytorch.TorchFileException;
import io.github.ncl4j.pytorch.TorchFileWriter;
import io.github.ncl4j.torch.EngineScope;
import io.github.ncl4j.torch.SafetensorsFile;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Against a server on this machine; how downloads cope with bad connections is tested with the library. */
@ExtendWith(EngineScope.class)
class ModelDownloadCommandTest {

    private final AtomicInteger requests = new AtomicInteger();
    private HttpServer server;
    private byte[] served;
    private String mirror;
    private Path weights;

    @TempDir
    Path folder;

    @BeforeEach
    void start() throws IOException {
        Path file = folder.resolve("served.pth");
        TorchFileWriter.write(file, Map.of("module.conv1.weight", torch.full(new long[] {2}, new Scalar(3f))));
        served = Files.readAllBytes(file);
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/mirror/resnet50-0676ba61.pth", exchange -> {
            requests.incrementAndGet();
            exchange.sendResponseHeaders(200, served.length);
            exchange.getResponseBody().write(served);
            exchange.close();
        });
        server.start();
        mirror = "http://127.0.0.1:" + server.getAddress().getPort() + "/mirror";
        weights = folder.resolve("weights");
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void theDownloadBecomesSafetensorsOnce() throws Exception {
        PretrainedDownload download = new PretrainedDownload(remote(), weights, "net.safetensors");

        Path file = download.run();

        assertThat(file).isEqualTo(weights.resolve("net.safetensors"));
        try (SafetensorsFile tensors = SafetensorsFile.open(file)) {
            assertThat(tensors.tensors().keySet()).containsExactly("conv1.weight");
            assertThat(tensors.bytes("conv1.weight").getFloat(0)).isEqualTo(3);
        }
        assertThat(download.run()).isEqualTo(file);
        assertThat(requests).hasValue(1);
        assertThat(weights).isDirectoryContaining(path -> path.equals(file)).isDirectoryNotContaining("glob:**.pth");
    }

    @Test
    void whatIsNoFileOfPyTorchIsRefusedAndKeptForALook() {
        served = "not weights".getBytes(StandardCharsets.US_ASCII);

        assertThatThrownBy(() -> new PretrainedDownload(remote(), weights, "net.safetensors").run())
                .isInstanceOf(TorchFileException.class)
                .hasMessageContaining("resnet50-0676ba61.pth: it is no file of torch.save");
        assertThat(weights).isDirectoryNotContaining("glob:**.safetensors");
    }

    @Test
    void theChecksumInTheNameIsCompared() {
        CommandRun run = CommandRun.of("model", "download", "resnet50", "--to", weights.toString(), "--mirror", mirror);

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err())
                .contains("/mirror/resnet50-0676ba61.pth: sent a file with the SHA-256 checksum ")
                .contains(
                        ", not 0676ba61b6795bbe1773cffd859882e5e297624d384b6993f7c9e683e722fb8a; try again, or another mirror")
                .hasLineCount(1);
        assertThat(weights).isEmptyDirectory();
    }

    @Test
    void wrongUsage() {
        assertThat(CommandRun.of("model", "download", "resnet34", "--to", weights.toString()))
                .matches(run -> run.exitCode() == 2
                        && run.err().contains("'resnet34' is none of resnet18, resnet50, resnet152"));
        assertThat(CommandRun.of("model", "download", "resnet18"))
                .matches(run -> run.exitCode() == 2 && run.err().contains("--to"));
        assertThat(CommandRun.of("model", "download", "resnet18", "--to", weights.toString(), "--mirror", "ftp://x/"))
                .matches(run -> run.exitCode() == 2 && run.err().contains("--mirror: "));
    }

    private RemoteFile remote() throws NoSuchAlgorithmException {
        String digits =
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(served));
        return new RemoteFile(URI.create(mirror + "/resnet50-0676ba61.pth"), Checksum.sha256(digits));
    }
}
