package io.github.ncl4j.predict;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ncl4j.example.PhotoService;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program of {@code docs/guide/deploy.md}. */
class PhotoServiceTest {

    private static final Path ROOT = Path.of(System.getProperty("ncl4j.root"));

    @TempDir
    private Path folder;

    @Test
    void theProgramAnswers() throws Exception {
        int port = freePort();
        Path model = new TinyModel().write(folder.resolve("tiny.onnx"));
        PhotoService.main(new String[] {model.toString(), Integer.toString(port)});
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        BufferedImage red = new BufferedImage(4, 4, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < 16; i++) {
            red.setRGB(i % 4, i / 4, 0xff0000);
        }
        ImageIO.write(red, "png", png);

        assertThat(post(port, png.toByteArray()).body()).startsWith("0.965 red\n");
        HttpResponse<String> refused = post(port, "no photo".getBytes(StandardCharsets.UTF_8));
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body()).contains("no JPEG, PNG, BMP or WebP");
        assertThat(post(port, new byte[(8 << 20) + 2]).statusCode()).isEqualTo(400);
    }

    @Test
    void theGuideQuotesTheProgramAsItIs() throws IOException {
        String program =
                Files.readString(ROOT.resolve("predict/src/test/java/io/github/ncl4j/example/PhotoService.java"));

        assertThat(ROOT.resolve("docs/guide/deploy.md"))
                .content()
                .contains("```java\n" + program.substring(program.indexOf("import ")) + "```\n");
    }

    private static HttpResponse<String> post(int port, byte[] body) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/"))
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build();
        return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
