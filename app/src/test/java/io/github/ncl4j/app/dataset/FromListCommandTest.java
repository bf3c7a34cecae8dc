package io.github.ncl4j.app.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ncl4j.app.CommandRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FromListCommandTest {

    @TempDir
    Path folder;

    @Test
    void aListBecomesAnnotationsBesideIt() throws IOException {
        Path list = Files.writeString(
                folder.resolve("Places_LT_train.txt"), "train/a.jpg 1\ntrain/b.jpg 0\ntrain/c.jpg 0\n");

        Path root = Files.createDirectories(folder.resolve("places/train")).getParent();
        Files.writeString(root.resolve("train/b.jpg"), "not looked into");

        CommandRun run = CommandRun.of("dataset", "from-list", list.toString(), "--root", root.toString());

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).contains("3 images, 2 classes, largest 2, smallest 1");
        Path annotations = folder.resolve("Places_LT_train.json");
        assertThat(annotations).content().contains("\"fpath\":\"" + root + "/train/a.jpg\"", "\"num_classes\":2");
        assertThat(CommandRun.of("dataset", "stats", annotations.toString()).out())
                .contains("3 images, 2 classes, largest 2, smallest 1");
    }

    @Test
    void classesBeyondTheListCanBeNamedByNumber() throws IOException {
        Path list = Files.writeString(folder.resolve("list.txt"), "a.jpg 1\n");

        Files.writeString(folder.resolve("a.jpg"), "not looked into");
        assertThat(CommandRun.of("dataset", "from-list", list.toString(), "--root=" + folder, "--classes=7")
                        .out())
                .contains("1 images, 7 classes");
        assertThat(folder.resolve("list.json")).content().contains("\"num_classes\":7");
    }

    @Test
    void aPathOutOfTheRootIsRefusedAndNothingWritten() throws IOException {
        Path list = Files.writeString(folder.resolve("list.txt"), "a.jpg 1\n../../etc/passwd 0\n");

        CommandRun run = CommandRun.of("dataset", "from-list", list.toString(), "--root", folder.toString());

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err())
                .isEqualTo("ncl4j: " + list
                        + ": line 2: the path ../../etc/passwd leaves the images' root; take the .. out\n");
        assertThat(folder.toFile().list()).containsExactly("list.txt");
    }

    @Test
    void aListOfWhichNothingIsThereIsRefusedAndNothingWritten() throws IOException {
        Path list = Files.writeString(folder.resolve("list.txt"), "a.jpg 1\nb.jpg 0\n");

        CommandRun run = CommandRun.of("dataset", "from-list", list.toString(), "--root", folder.toString());

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("none of its 2 images is below " + folder);
        assertThat(folder.toFile().list()).containsExactly("list.txt");
    }

    @Test
    void imagesOfSeveralClassesAreTheUsersChoice() throws IOException {
        Path list = Files.writeString(folder.resolve("list.csv"), "image,label\na.jpg,cat\na.jpg,dog\nb.jpg,dog\n");
        Files.writeString(folder.resolve("b.jpg"), "not looked into");
        String[] command = {"dataset", "from-list", list.toString(), "--root", folder.toString(), "--several", "skip"};

        assertThat(CommandRun.of(command).out()).contains("1 images, 2 classes");
        assertThat(folder.resolve("list.json")).content().contains("\"class_names\":[\"cat\",\"dog\"]");
        command[6] = "all";
        assertThat(CommandRun.of(command))
                .matches(run -> run.exitCode() == 2 && run.err().contains("'all' is none of refuse, skip, first"));
    }

    @Test
    void wrongUsage() {
        assertThat(CommandRun.of("dataset", "from-list", "list.txt"))
                .matches(run -> run.exitCode() == 2 && run.err().contains("--root"));
        assertThat(CommandRun.of("dataset", "from-list", "list.txt", "--root=x", "--classes=0"))
                .matches(run -> run.exitCode() == 2 && run.err().contains("--classes must be at least 1, not 0"));
        assertThat(CommandRun.of(
                        "dataset", "from-list", folder.resolve("no.txt").toString(), "--root=x"))
                .matches(run -> run.exitCode() == 1 && run.err().contains("no.txt"));
    }
}
