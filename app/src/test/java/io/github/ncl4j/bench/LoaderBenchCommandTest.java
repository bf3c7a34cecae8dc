package io.github.ncl4j.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.ncl4j.app.CommandRun;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoaderBenchCommandTest {

    @TempDir
    private Path folder;

    @Test
    void measuresTheBuiltInImages() throws IOException {
        CommandRun run = CommandRun.of("bench", "loader", "--json", "--seconds=0.1", "--workers=1,3");

        assertThat(run.exitCode()).as(run.err()).isZero();
        JsonNode result = new JsonMapper().readTree(run.out());
        assertThat(result.path("width").asInt()).isEqualTo(28);
        assertThat(result.path("batch_size").asInt()).isEqualTo(64);
        assertThat(result.path("jpeg_decoder").asText()).isNotEmpty();
        assertThat(result.path("speeds").findValuesAsText("workers")).containsExactly("1", "3");
        assertThat(result.path("speeds")).allSatisfy(each -> {
            assertThat(each.path("images_per_second").asDouble()).isPositive();
            assertThat(each.path("without_loader").asDouble()).isPositive();
        });
        assertThat(result.path("reading_share").asDouble()
                        + result.path("augmenting_share").asDouble())
                .isBetween(0.0, 1.0);
    }

    @Test
    void measuresPhotosBelowAFolder() throws IOException {
        Files.createDirectory(folder.resolve("a"));
        ImageIO.write(
                new BufferedImage(60, 40, BufferedImage.TYPE_INT_RGB),
                "jpg",
                folder.resolve("a/photo.JPG").toFile());
        CommandRun run = CommandRun.of("bench", "loader", folder.toString(), "--seconds=0.1", "--workers=1");

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out())
                .startsWith("1 images, batches of 1, 1 view(s) of 224 x 224 pixels\nJPEG decoder: ")
                .containsPattern("\n      1 +\\d+  1.00 +\\d+  1.00\n$");
    }

    @Test
    void saysWhatItCannotMeasure() {
        assertThat(CommandRun.of("bench", "loader", folder.toString()).err())
                .isEqualTo(
                        "ncl4j: " + folder + ": holds no image file (.jpg, .jpeg, .jpe, .jfif, .png, .bmp, .webp)\n");
        CommandRun run = CommandRun.of("bench", "loader", "--seconds=0");
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("--seconds must be above 0 and at most 3600");
    }
}
