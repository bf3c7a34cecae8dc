package io.github.ncl4j.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The six commands of {@code docs/guide/getting-started.md}, as they stand there, from a folder of photos to a served model. */
class GuideCommandsIT {

    private static final Path ROOT = Path.of(System.getProperty("ncl4j.root"));
    private static final List<String> CLASSES = List.of("cat", "dog", "emu", "fox");

    /** A smaller training than the guide's; everything else is run as written. */
    private static final List<String> SHORTER =
            List.of("train.epochs=1", "train.batch_size=8", "model.experts=2", "model.backbone=cifar-resnet8");

    @TempDir
    private Path folder;

    @BeforeEach
    void makePhotos() throws IOException {
        Random random = new Random(1);
        for (int label = 0; label < CLASSES.size(); label++) {
            Path photos = Files.createDirectories(folder.resolve("my-photos").resolve(CLASSES.get(label)));
            for (int photo = 0; photo < (8 >> (label / 2)); photo++) {
                BufferedImage image = new BufferedImage(80, 60, BufferedImage.TYPE_INT_RGB);
                for (int pixel = 0; pixel < 80 * 60; pixel++) {
                    image.setRGB(pixel % 80, pixel / 80, random.nextInt(1 << 24));
                }
                ImageIO.write(image, "jpeg", photos.resolve(photo + ".jpg").toFile());
            }
        }
        // What a checkout has of what the commands name.
        Files.createDirectory(folder.resolve("configs"));
        Files.copy(ROOT.resolve("configs/photos.yaml"), folder.resolve("configs/photos.yaml"));
        Files.createSymbolicLink(folder.resolve("ncl4j"), ROOT.resolve("ncl4j"));
    }

    private static List<List<String>> commands() throws IOException {
        String guide = Files.readString(ROOT.resolve("docs/guide/getting-started.md"));
        String section = guide.substring(guide.indexOf("### Six commands"), guide.indexOf("### 1."));
        return section.lines()
                .filter(line -> line.startsWith("    ./ncl4j "))
                .map(line -> List.of(line.trim().split(" +")))
                .toList();
    }

    private Launcher.Running start(List<String> command, List<String> more) throws IOException {
        List<String> words = new ArrayList<>(command);
        words.replaceAll(word -> word.equals("/home/ann/my-photos") ? "my-photos" : word);
        words.addAll(more);
        return Launcher.start(folder, Map.of(), words);
    }

    @Test
    void sixCommandsLeadFromPhotosToAServedModel() throws Exception {
        List<List<String>> commands = commands();
        assertThat(commands).hasSize(6);

        for (List<String> command : commands.subList(0, 5)) {
            Launcher.Finished finished = start(command, command.get(1).equals("train") ? SHORTER : List.of())
                    .await();
            assertThat(finished.exitCode())
                    .as("%s: %s", command, finished.err())
                    .isZero();
        }

        Launcher.Running server = start(commands.get(5), List.of("--port", "0"));
        try {
            HttpResponse<String> answer = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(address(server).resolve("v1/predict"))
                                    .header("Content-Type", "image/jpeg")
                                    .POST(BodyPublishers.ofFile(folder.resolve("my-photos/emu/1.jpg")))
                                    .build(),
                            BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            assertThat(answer.body()).contains(CLASSES);
        } finally {
            server.process().destroy();
            assertThat(server.process().waitFor(1, TimeUnit.MINUTES)).isTrue();
        }
    }

    private static URI address(Launcher.Running server) throws IOException, InterruptedException {
        Pattern line = Pattern.compile("serving .* at (http://\\S+)");
        while (true) {
            Matcher told = line.matcher(Files.readString(server.out()));
            if (told.find()) {
                return URI.create(told.group(1));
            }
            assertThat(server.process().isAlive())
                    .as(Files.readString(server.err()))
                    .isTrue();
            Thread.sleep(50);
        }
    }
}
