package io.github.ncl4j.app.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ncl4j.app.CommandRun;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FromFolderCommandTest {

    @TempDir
    Path folder;

    private Path photos;

    @BeforeEach
    void write() throws IOException {
        photos = folder.resolve("photos");
        for (int i = 0; i < 10; i++) {
            image("cat/" + i + ".png", i);
        }
        image("owl/0.png", 10);
        image("owl/1.png", 11);
    }

    private void image(String name, int blue) throws IOException {
        BufferedImage image = new BufferedImage(2, 2, BufferedImage.TYPE_INT_RGB);
        image.setRGB(0, 0, blue);
        Path file = photos.resolve(name);
        Files.createDirectories(file.getParent());
        ImageIO.write(image, "png", file.toFile());
    }

    @Test
    void aFolderOfClassFoldersBecomesADataSetThatPassesTheCheck() {
        CommandRun run = CommandRun.of("dataset", "from-folder", photos.toString());

        assertThat(run.err()).isEmpty();
        assertThat(run.exitCode()).isZero();
        assertThat(run.out())
                .contains("cat", "owl", "9 images, 2 classes, largest 8, smallest 1")
                .contains("9 training images in " + photos.resolve("train.json"))
                .contains("3 validation images in " + photos.resolve("valid.json"));
        assertThat(photos.resolve("train.json")).content().contains("\"class_names\":[\"cat\",\"owl\"]", "\"cat/");
        CommandRun check = CommandRun.of(
                "dataset",
                "check",
                photos.resolve("train.json").toString(),
                photos.resolve("valid.json").toString());
        assertThat(check.out()).endsWith("no problem found\n");
        assertThat(check.exitCode()).isZero();
    }

    @Test
    void theAnnotationsCanLieElsewhereAndAreNeverOverwritten() throws IOException {
        Path output = folder.resolve("deep/annotations");
        String[] command = {"dataset", "from-folder", photos.toString(), "--output", output.toString()};

        assertThat(CommandRun.of(command).exitCode()).isZero();
        assertThat(output.resolve("train.json")).content().contains("\"../../photos/owl/");
        assertThat(CommandRun.of(
                                "dataset", "check", output.resolve("train.json").toString())
                        .exitCode())
                .isZero();

        Files.delete(output.resolve("train.json"));
        CommandRun again = CommandRun.of(command);
        assertThat(again.exitCode()).isEqualTo(1);
        assertThat(again.err()).contains(output.resolve("valid.json") + " exists already");
        assertThat(output.toFile().list()).containsExactly("valid.json");
    }

    @Test
    void testImagesGetAnnotationsOfTheirOwn() throws IOException {
        Path parts = folder.resolve("parts");
        for (String part : List.of("train", "val", "test")) {
            for (String name : List.of("cat", "owl")) {
                Path target = Files.createDirectories(parts.resolve(part).resolve(name));
                Files.copy(photos.resolve(name + "/0.png"), target.resolve("0.png"));
            }
        }
        Files.createDirectory(parts.resolve("train/cat/@eaDir"));

        CommandRun run = CommandRun.of("dataset", "from-folder", parts.toString());

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out()).contains("2 test images in " + parts.resolve("test.json"));
        assertThat(parts.resolve("test.json")).content().contains("\"test/owl/0.png\"");
    }

    @Test
    void whereNobodyMayWriteTheWayOutIsSaid() {
        assertThat(FromFolderCommand.elsewhere(photos, new AccessDeniedException("x")))
                .isEqualTo(
                        photos + ": no annotations can be written there (permission denied); name another folder with"
                                + " --output DIR");
        assertThat(FromFolderCommand.elsewhere(photos, new FileSystemException("x", null, "Read-only file system")))
                .contains("(Read-only file system)", "--output DIR");
    }

    @Test
    void whatIsWrongIsSaid() throws IOException {
        assertThat(CommandRun.of("dataset", "from-folder", photos.toString(), "--validation-fraction=1"))
                .matches(run ->
                        run.exitCode() == 2 && run.err().contains("--validation-fraction must be between 0 and 1"));
        Files.createDirectory(photos.resolve("empty"));
        assertThat(CommandRun.of("dataset", "from-folder", photos.toString()))
                .matches(
                        run -> run.exitCode() == 1 && run.err().contains(photos.resolve("empty") + ": holds no image"));
        assertThat(photos.resolve("train.json")).doesNotExist();
    }
}
