package io.github.ncl4j.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ncl4j.data.Annotation;
import io.github.ncl4j.data.AnnotationFile;
import io.github.ncl4j.image.DataException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageRootTest {

    @TempDir
    Path folder;

    @Test
    void onlyWholeNamesOfFoldersAreReplaced() throws IOException {
        Path source = Files.writeString(folder.resolve("old.json"), """
                {"licence": "ours", "num_classes": 1, "annotations": [
                 {"image_id": 1, "fpath": "/data/photos/a.jpg", "category_id": 0, "im_width": 7},
                 {"image_id": 2, "fpath": "/data/photos-lt/b.jpg", "category_id": 0},
                 {"image_id": 3, "fpath": "c.jpg", "category_id": 0}]}
                """);
        Path images = Files.createDirectory(folder.resolve("images"));
        Files.writeString(images.resolve("a.jpg"), "not looked into");
        Path target = Files.createDirectory(folder.resolve("out")).resolve("new.json");

        ImageRoot.Replacement done = ImageRoot.replace(source, Path.of("/data/photos/"), images, target);

        assertThat(done).isEqualTo(new ImageRoot.Replacement(1, 2, 2));
        assertThat(AnnotationFile.list(target).annotations())
                .containsExactly(
                        new Annotation("1", images.resolve("a.jpg"), 0),
                        new Annotation("2", Path.of("/data/photos-lt/b.jpg"), 0),
                        new Annotation("3", folder.resolve("out/../c.jpg"), 0));
        assertThat(target).content().contains("\"licence\":\"ours\"", "\"im_width\":7");
    }

    @Test
    void pathsOfWindowsAreRead() throws IOException {
        Path source = Files.writeString(folder.resolve("old.json"), """
                {"num_classes": 1, "annotations": [
                 {"image_id": 1, "fpath": "C:\\\\Users\\\\me\\\\Photos\\\\cat\\\\a.jpg", "category_id": 0},
                 {"image_id": 2, "fpath": "c:/users/me/photos/b.jpg", "category_id": 0},
                 {"image_id": 3, "fpath": "C:\\\\Users\\\\me\\\\Photos-2\\\\c.jpg", "category_id": 0}]}
                """);
        Path target = folder.resolve("new.json");

        ImageRoot.Replacement done =
                ImageRoot.replace(source, Path.of("C:\\Users\\me\\Photos\\"), folder.resolve("images"), target);

        assertThat(done).isEqualTo(new ImageRoot.Replacement(2, 1, 3));
        assertThat(AnnotationFile.list(target).annotations())
                .extracting(Annotation::file)
                .startsWith(folder.resolve("images/cat/a.jpg"), folder.resolve("images/b.jpg"));
    }

    @Test
    void aRootThatNoPathBeginsWithIsRefusedAndTheFirstPathShown() throws IOException {
        Path source = Files.writeString(
                folder.resolve("old.json"),
                "{\"num_classes\": 1, \"annotations\": [{\"image_id\": 1, \"fpath\": \"/data/a.jpg\", \"category_id\": 0}]}");

        assertThatThrownBy(() -> ImageRoot.replace(source, Path.of("/photos"), folder, folder.resolve("new.json")))
                .isInstanceOf(DataException.class)
                .hasMessage(source + ": no fpath begins with /photos; the first is /data/a.jpg");
    }
}
