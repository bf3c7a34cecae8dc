package io.github.ncl4j.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.ncl4j.augment.Pipeline;
import io.github.ncl4j.config.ExperimentConfig;
import io.github.ncl4j.data.Datasets;
import io.github.ncl4j.data.ImageDataset;
import io.github.ncl4j.evaluate.Predictor;
import io.github.ncl4j.image.DataException;
import io.github.ncl4j.run.Resume;
import io.github.ncl4j.run.TrainingException;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Set;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs on data with two damaged training images, a missing one, and a damaged validation image. */
class BadImagesTest {

    private static final Set<String> BAD = Set.of("train/0-4.png", "train/1-0.png", "train/2-9.png", "valid/1-1.png");

    @TempDir
    private Path data;

    @TempDir
    private Path folder;

    @BeforeEach
    void damageSomeImages() throws IOException {
        TinyExperiment.writeData(data);
        Path cut = data.resolve("train/0-4.png");
        Files.write(cut, Arrays.copyOf(Files.readAllBytes(cut), 60));
        Files.writeString(data.resolve("train/1-0.png"), "<html>404 Not Found</html>");
        Files.delete(data.resolve("train/2-9.png"));
        Files.write(data.resolve("valid/1-1.png"), new byte[0]);
    }

    @Test
    void failNamesTheMissingFileBeforeTheRunAndABadOneWhenItIsMet() throws IOException {
        assertThatThrownBy(() -> train(folder, "data.on_bad_image=fail"))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("there is no file " + data.resolve("train/2-9.png"));
        Files.copy(data.resolve("train/2-8.png"), data.resolve("train/2-9.png"));
        assertThatThrownBy(() -> train(folder, "data.on_bad_image=fail"))
                .isInstanceOf(DataException.class)
                .hasMessageMatching(data.resolve("train") + "/(0-4|1-0)\\.png: cannot be decoded: .*");
    }

    @Test
    void skipLeavesOutAStripThatCannotBeScaled() throws IOException {
        TinyExperiment.writeData(data);
        BufferedImage strip = new BufferedImage(1, 40_000, BufferedImage.TYPE_INT_RGB);
        ImageIO.write(strip, "png", data.resolve("valid/1-1.png").toFile());
        ImageIO.write(strip, "png", data.resolve("train/1-1.png").toFile());

        train(
                folder,
                "data.on_bad_image=skip",
                "train.epochs=1",
                "augment.evaluate=[{type: resize, shortest_side: 64}, {type: center-crop, size: 8}]");

        assertThat(Files.readAllLines(folder.resolve("bad-images.txt")))
                .satisfiesExactly(
                        training -> assertThat(training)
                                .startsWith(
                                        data.resolve("train/1-1.png") + " (image_id 1001): a random crop of 8 pixels"),
                        validation -> assertThat(validation)
                                .startsWith(data.resolve("valid/1-1.png")
                                        + " (image_id 1001): an image of 1 x 40000 pixels,"
                                        + " scaled to a shortest side of 64, would have "));
        try (Predictor predictor = Predictor.load(folder, "cpu")) {
            ExperimentConfig config = predictor.description().config();
            ImageDataset images = Datasets.openValidation(config.data(), Pipeline.evaluation(config));
            assertThat(predictor.evaluate(images).images())
                    .isEqualTo(images.size())
                    .isEqualTo(14);
        }
    }

    @Test
    void skipIsTheRunOnTheOtherImagesBitForBit() throws IOException {
        train(folder.resolve("one-worker"), "data.on_bad_image=skip", "data.workers=1");
        train(folder.resolve("three-workers"), "data.on_bad_image=skip", "data.workers=3", "data.cache.type=none");
        RunComparison.assertSameRun(folder.resolve("one-worker"), folder.resolve("three-workers"));
        listOnlyGoodImages("train.json");
        listOnlyGoodImages("valid.json");
        train(folder.resolve("clean"), "data.on_bad_image=fail");
        RunComparison.assertSameRun(folder.resolve("clean"), folder.resolve("one-worker"));
        assertThat(folder.resolve("clean/bad-images.txt")).doesNotExist();
    }

    @Test
    void skipListsTheFilesInTheRunDirectory() throws IOException {
        train(folder, "data.on_bad_image=skip", "train.epochs=1");
        assertThat(Files.readAllLines(folder.resolve("bad-images.txt")))
                .hasSize(4)
                .satisfiesExactly(
                        line -> assertThat(line).startsWith(data.resolve("train/0-4.png") + ": cannot be decoded: "),
                        line -> assertThat(line)
                                .isEqualTo(data.resolve("train/1-0.png")
                                        + ": cannot be decoded: it is no JPEG, PNG, BMP or WebP image; replace the file"
                                        + " or leave it out"),
                        line -> assertThat(line).isEqualTo(data.resolve("train/2-9.png") + ": there is no such file"),
                        line -> assertThat(line).startsWith(data.resolve("valid/1-1.png") + ": cannot be decoded: "));
    }

    @Test
    void aRunThatSkipsGoesOnBitForBit() throws IOException {
        train(folder.resolve("whole"), "data.on_bad_image=skip");
        train(folder.resolve("resumed"), "data.on_bad_image=skip", "train.epochs=1");
        train(folder.resolve("resumed"), "data.on_bad_image=skip");
        RunComparison.assertSameRun(folder.resolve("whole"), folder.resolve("resumed"));
    }

    @Test
    void aRunDoesNotGoOnWhenItsImagesHaveBecomeBad() throws IOException {
        train(folder, "data.on_bad_image=skip", "train.epochs=1");
        Files.delete(data.resolve("train/2-1.png"));
        assertThatThrownBy(() -> train(folder, "data.on_bad_image=skip"))
                .isInstanceOf(TrainingException.class)
                .hasMessageContaining("was trained on other images: class counts [35, 17, 9], now [35, 17, 8]");
    }

    /** Trains, or goes on where the folder's run stopped. */
    private void train(Path output, String... overrides) {
        ExperimentConfig tiny = TinyExperiment.config(data);
        ExperimentConfig config = TinyExperiment.with(tiny, overrides);
        try (Trainer trainer = Trainer.create(config, output, new Resume.Auto(), "cpu")) {
            trainer.fit(TrainingListener.NONE);
        }
    }

    private void listOnlyGoodImages(String name) throws IOException {
        Path file = data.resolve(name);
        JsonNode root = new JsonMapper().readTree(file.toFile());
        for (Iterator<JsonNode> each = root.path("annotations").elements(); each.hasNext(); ) {
            if (BAD.contains(each.next().path("fpath").asText())) {
                each.remove();
            }
        }
        Files.writeString(file, root.toString());
    }
}
