package io.github.ncl4j.app.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.ncl4j.app.CommandRun;
import io.github.ncl4j.config.DataConfig;
import io.github.ncl4j.config.DataConfig.Format;
import io.github.ncl4j.config.DataConfig.LongTail;
import io.github.ncl4j.config.DataConfig.Profile;
import io.github.ncl4j.config.DataConfig.Selection;
import io.github.ncl4j.data.Datasets;
import io.github.ncl4j.data.ImageDataset;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MakeLongTailCommandTest {

    /** A CIFAR-10 record: the label, then three planes of 32 x 32 bytes. */
    private static final int CIFAR_RECORD = 1 + 3 * 32 * 32;

    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path folder;

    @Test
    void anArchiveBecomesAFolderWithTheSameImages() throws IOException {
        Path archive = cifar10(4);
        Path output = folder.resolve("deep/lt");

        CommandRun run = CommandRun.of(
                "dataset",
                "make-longtail",
                "--format=cifar-10",
                "--path=" + archive,
                "--imbalance-factor=4",
                "--output=" + output);

        assertThat(run.err()).isEmpty();
        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).contains("imbalance factor 4.0");
        Datasets written = annotations(output.resolve("train.json"), output.resolve("valid.json"));
        Datasets expected = Datasets.open(
                new DataConfig(
                        Format.CIFAR_10,
                        archive,
                        null,
                        null,
                        new LongTail(Profile.EXPONENTIAL, 4, Selection.FIRST),
                        DataConfig.ExifOrientation.APPLY,
                        DataConfig.OnBadImage.FAIL,
                        new DataConfig.Instance(),
                        new DataConfig.NoCache(),
                        1,
                        1),
                0);
        assertSameImages(written.train(), expected.train());
        assertSameImages(written.validation(), expected.validation());
        // 4 * 4^(-c/9): 4, 3.4, 2.9, 2.5, 2.2, 1.9, 1.6, 1.4, 1.2, 1
        assertThat(written.train().classCounts()).containsExactly(4, 3, 2, 2, 2, 1, 1, 1, 1, 1);
        assertThat(written.validation().classCounts()).containsOnly(4);
    }

    @Test
    void annotationsBecomeFewerAndKeepTheirContent() throws IOException {
        Path source = photos(3);
        Path output = folder.resolve("other/lt.json");

        CommandRun run = CommandRun.of(
                "dataset",
                "make-longtail",
                "--format=annotations",
                "--path=" + source,
                "--imbalance-factor=3",
                "--output=" + output);

        assertThat(run.err()).isEmpty();
        assertThat(run.exitCode()).isZero();
        JsonNode written = JSON.readTree(output.toFile());
        assertThat(written.get("num_classes").asInt()).isEqualTo(2);
        assertThat(written.get("licence").asText()).isEqualTo("ours");
        // File order is a0 b0 a1 b1 a2 b2; class a keeps three, class b one.
        assertThat(written.get("annotations"))
                .extracting(
                        entry -> entry.get("image_id").asText(),
                        entry -> entry.get("fpath").asText())
                .containsExactly(
                        tuple("a0", "../photos/a0.png"),
                        tuple("b0", folder.resolve("photos/b0.png").toString()),
                        tuple("a1", "../photos/a1.png"),
                        tuple("a2", "../photos/a2.png"));
        assertThat(written.get("annotations"))
                .allMatch(entry -> entry.at("/camera/f").asDouble() == 2.8);
        assertThat(annotations(output, output).train().classCounts()).containsExactly(3, 1);
    }

    @Test
    void whatExistsIsNeverOverwritten() throws IOException {
        Path output = Files.createDirectory(folder.resolve("precious"));

        CommandRun run =
                CommandRun.of("dataset", "make-longtail", "--format=built-in", "--profile=none", "--output=" + output);

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains(output + " exists already");
        assertThat(output).isEmptyDirectory();
    }

    @Test
    void aFailureLeavesNothingBehind() throws IOException {
        Path archive = cifar10(4);
        Path elsewhere = Files.createDirectory(folder.resolve("empty"));

        // A class of four images cannot keep one in a hundred.
        CommandRun run = CommandRun.of(
                "dataset",
                "make-longtail",
                "--format=cifar-10",
                "--path=" + archive,
                "--output=" + elsewhere.resolve("lt"));

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("imbalance").hasLineCount(1);
        assertThat(elsewhere).isEmptyDirectory();
    }

    @Test
    void impossibleOptionsAreWrongUsage() {
        String output = "--output=" + folder.resolve("lt");
        assertThat(CommandRun.of("dataset", "make-longtail", "--format=cifar-10", output))
                .matches(run -> run.exitCode() == 2 && run.err().contains("--path"));
        assertThat(CommandRun.of("dataset", "make-longtail", "--format=built-in", "--path=x", output))
                .matches(run -> run.exitCode() == 2 && run.err().contains("--path"));
        assertThat(CommandRun.of("dataset", "make-longtail", "--format=cifar", "--path=x", output))
                .matches(run -> run.exitCode() == 2 && run.err().contains("'cifar' is none of cifar-10, cifar-100"));
        assertThat(CommandRun.of("dataset", "make-longtail", "--format=built-in", "--imbalance-factor=0.5", output))
                .matches(run -> run.exitCode() == 2 && run.err().contains("0.5"));
    }

    /** A CIFAR-10 folder with so many images of each class in both parts, classes taking turns; no two images are equal. */
    private Path cifar10(int imagesPerClass) throws IOException {
        Path cifar = Files.createDirectories(folder.resolve("cifar-10-batches-bin"));
        byte[] records = new byte[10 * imagesPerClass * CIFAR_RECORD];
        for (int i = 0; i < 10 * imagesPerClass; i++) {
            records[i * CIFAR_RECORD] = (byte) (i % 10);
            for (int j = 1; j < CIFAR_RECORD; j++) {
                records[i * CIFAR_RECORD + j] = (byte) (i * 31 + j * 7);
            }
        }
        Files.write(cifar.resolve("data_batch_1.bin"), records);
        Files.write(cifar.resolve("test_batch.bin"), records);
        return cifar;
    }

    /** Annotations of images a0 b0 a1 b1 ..., relative paths for class a, absolute ones for class b. */
    private Path photos(int imagesPerClass) throws IOException {
        Path photos = Files.createDirectory(folder.resolve("photos"));
        StringBuilder entries = new StringBuilder();
        for (int i = 0; i < imagesPerClass; i++) {
            for (String name : new String[] {"a" + i, "b" + i}) {
                Path file = photos.resolve(name + ".png");
                ImageIO.write(new BufferedImage(2, 1, BufferedImage.TYPE_INT_RGB), "png", file.toFile());
                int category = name.charAt(0) - 'a';
                entries.append(entries.isEmpty() ? "" : ", ")
                        .append(
                                "{\"image_id\": \"%s\", \"fpath\": \"%s\", \"category_id\": %d, \"camera\": {\"f\": 2.8}}"
                                        .formatted(name, category == 0 ? "photos/" + name + ".png" : file, category));
            }
        }
        return Files.writeString(
                folder.resolve("all.json"),
                "{\"licence\": \"ours\", \"annotations\": [" + entries + "], \"num_classes\": 2}");
    }

    private static Datasets annotations(Path train, Path validation) {
        LongTail all = new LongTail(Profile.NONE, 1, Selection.FIRST);
        return Datasets.open(
                new DataConfig(
                        Format.ANNOTATIONS,
                        null,
                        train,
                        validation,
                        all,
                        DataConfig.ExifOrientation.APPLY,
                        DataConfig.OnBadImage.FAIL,
                        new DataConfig.Instance(),
                        new DataConfig.NoCache(),
                        1,
                        1),
                0);
    }

    private static void assertSameImages(ImageDataset actual, ImageDataset expected) {
        assertThat(actual.size()).isEqualTo(expected.size());
        for (int i = 0; i < actual.size(); i++) {
            assertThat(actual.target(i)).isEqualTo(expected.target(i));
            assertThat(actual.image(i).pixels()).isEqualTo(expected.image(i).pixels());
        }
    }
}
