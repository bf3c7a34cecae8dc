package io.github.ncl4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ncl4j.image.RgbImage;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AnnotationWriterTest {

    @TempDir
    Path folder;

    @Test
    void whatIsWrittenIsRead() throws IOException {
        Path file = folder.resolve("train.json");
        Files.writeString(folder.resolve("grün \"quoted\".png"), "not looked into");
        Files.writeString(folder.resolve("b.png"), "not looked into");

        try (AnnotationWriter writer = AnnotationWriter.create(file, ClassNames.numbered(3))) {
            writer.add(7, "grün \"quoted\".png", new RgbImage(2, 1, new byte[6]), 2);
            writer.add(8, "b.png", new RgbImage(2, 1, new byte[6]), 0);
        }

        assertThat(Files.readString(file)).isEqualToIgnoringWhitespace("""
                        {"annotations":[
                        {"image_id":7,"fpath":"grün \\"quoted\\".png","im_height":1,"im_width":2,"category_id":2},
                        {"image_id":8,"fpath":"b.png","im_height":1,"im_width":2,"category_id":0}
                        ],"num_classes":3}
                        """);
        ImageDataset read = Datasets.annotated(file);
        assertThat(read.classCounts()).containsExactly(1, 0, 1);
        assertThat(read.describe(0)).contains("grün \"quoted\".png");
    }

    @Test
    void namesOfClassesAreWrittenAndReadUnlessTheyAreNumbers() throws IOException {
        Path file = folder.resolve("train.json");
        Files.writeString(folder.resolve("a.png"), "not looked into");

        try (AnnotationWriter writer = AnnotationWriter.create(file, List.of("cat", "dog"))) {
            writer.add(0, "a.png", 1);
        }

        assertThat(Files.readString(file)).isEqualToIgnoringWhitespace("""
                        {"annotations":[{"image_id":0,"fpath":"a.png","category_id":1}],"num_classes":2,
                         "class_names":["cat","dog"]}
                        """);
        assertThat(Datasets.annotated(file).classNames()).containsExactly("cat", "dog");
    }

    @Test
    void aCopyCanGiveNewPaths() throws IOException {
        Path source = Files.writeString(
                folder.resolve("all.json"),
                "{\"num_classes\": 1, \"annotations\": [{\"fpath\": \"/old/a.png\", \"image_id\": 1, \"category_id\": 0}]}");

        AnnotationWriter.copy(source, fpath -> fpath.replace("/old", "/new"), folder.resolve("new.json"));

        assertThat(folder.resolve("new.json"))
                .content()
                .isEqualToIgnoringWhitespace(Files.readString(source).replace("/old", "/new"));
    }

    @Test
    void aCopyKeepsSomeEntriesWholeAndStillNamesTheSameImages() throws IOException {
        Path source = Files.writeString(folder.resolve("all.json"), """
                {"info": {"year": 2026, "tags": ["a", {"b": null}]},
                 "annotations": [
                  {"image_id": "x", "fpath": "images/x.png", "category_id": 0, "boxes": [[1, 2.50], []]},
                  {"image_id": "y", "fpath": "images/y.png", "category_id": 0},
                  {"image_id": "z", "fpath": "/data/z.png", "category_id": 0}
                 ],
                 "num_classes": 1}
                """);
        Path target = Files.createDirectory(folder.resolve("subsets")).resolve("some.json");

        AnnotationWriter.copy(source, new int[] {0, 2}, target);

        assertThat(Files.readString(target)).isEqualToIgnoringWhitespace("""
                        {"info": {"year": 2026, "tags": ["a", {"b": null}]},
                         "annotations": [
                          {"image_id": "x", "fpath": "../images/x.png", "category_id": 0, "boxes": [[1, 2.50], []]},
                          {"image_id": "z", "fpath": "/data/z.png", "category_id": 0}
                         ],
                         "num_classes": 1}
                        """);
    }

    @Test
    void aCopyBesideItsSourceKeepsThePathsAsTheyAre() throws IOException {
        Path source = Files.writeString(
                folder.resolve("all.json"),
                "{\"annotations\": [{\"image_id\": 1, \"fpath\": \"a/../b.png\", \"category_id\": 0}], \"num_classes\": 1}");

        AnnotationWriter.copy(source, new int[] {0}, folder.resolve("same.json"));

        assertThat(Files.readString(folder.resolve("same.json"))).isEqualToIgnoringWhitespace(Files.readString(source));
    }

    @Test
    void nothingIsOverwritten() throws IOException {
        Path precious = Files.writeString(folder.resolve("precious.json"), "precious");

        assertThatThrownBy(() -> AnnotationWriter.create(precious, List.of("a", "b")))
                .isInstanceOf(FileAlreadyExistsException.class);
        assertThat(precious).hasContent("precious");
    }
}
