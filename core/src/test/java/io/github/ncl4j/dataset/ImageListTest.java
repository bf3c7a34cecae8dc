package io.github.ncl4j.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ncl4j.data.Annotation;
import io.github.ncl4j.data.AnnotationFile;
import io.github.ncl4j.image.DataException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageListTest {

    @TempDir
    Path folder;

    @Test
    void readsPathsAndLabelsGzippedOrNot() throws IOException {
        String text = "train/a b.jpg 2\r\n\ntrain/c.jpg\t0 \n";
        Path plain = write("list.txt", text);
        Path gzipped = folder.resolve("list.txt.gz");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(gzipped))) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }

        ImageList list = ImageList.read(plain, null);

        assertThat(list.entries())
                .containsExactly(new ImageEntry("train/a b.jpg", 2), new ImageEntry("train/c.jpg", 0));
        assertThat(list.classNames()).containsExactly("0", "1", "2");
        assertThat(list.classTable().counts()).containsExactly(1, 0, 1);
        assertThat(ImageList.read(gzipped, null)).isEqualTo(list);
    }

    @Test
    void theNumberOfClassesCanBeGivenWhereTheListLacksTheLastOnes() throws IOException {
        Path list = write("list.txt", "a.jpg 2\n");

        assertThat(ImageList.read(list, 5).classNames()).hasSize(5);
        assertThatThrownBy(() -> ImageList.read(list, 2))
                .isInstanceOf(DataException.class)
                .hasMessage(list + ": has labels up to 2, so no less than 3 classes");
    }

    @Test
    void annotationsNameTheImagesBelowTheRoot() throws IOException {
        Path list = write("list.txt", "train/a.jpg 1\ntrain/b.jpg 0\n");
        Path root = Files.createDirectories(folder.resolve("images/train")).getParent();
        Files.writeString(root.resolve("train/a.jpg"), "not looked into");
        Path annotations = folder.resolve("list.json");

        ImageList read = ImageList.read(list, null);
        read.write(annotations, root);

        assertThat(read.missing(root)).isEqualTo(1);
        assertThat(AnnotationFile.list(annotations).annotations())
                .containsExactly(
                        new Annotation("0", root.resolve("train/a.jpg"), 1),
                        new Annotation("1", root.resolve("train/b.jpg"), 0));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "../secret.jpg 0|leaves the images' root",
                "train/../../secret.jpg 0|leaves the images' root",
                "/etc/passwd 0|is absolute",
                "\\windows\\a.jpg 0|is absolute",
                "a.jpg|must be a path, a blank and a class number",
                "a.jpg -1|must be a path, a blank and a class number",
                "a.jpg 1.5|must be a path, a blank and a class number",
                "a.jpg 1000000000000|must be a path, a blank and a class number",
                "a.jpg 1000000|the label 1000000 is not below 1000000"
            })
    void hostileLinesAreRefusedByNumber(String line, String why) throws IOException {
        Path list = write("list.txt", "good.jpg 0\n" + line + "\n");

        assertThatThrownBy(() -> ImageList.read(list, null))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith(list + ": line 2: ")
                .hasMessageContaining(why);
    }

    @Test
    void whatIsNoListIsRefusedSoon() throws IOException {
        Path endless = write("list.txt", "x".repeat(100_000));
        assertThatThrownBy(() -> ImageList.read(endless, null))
                .isInstanceOf(DataException.class)
                .hasMessage(endless + ": line 1: is longer than 8192 bytes; this is no list of images");
        Path nul = write("nul.txt", "a\0b.jpg 0\n");
        assertThatThrownBy(() -> ImageList.read(nul, null))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith(nul + ": line 1: the path cannot be one");
        Path empty = write("empty.txt", "\n\n");
        assertThatThrownBy(() -> ImageList.read(empty, null))
                .isInstanceOf(DataException.class)
                .hasMessage(empty + ": lists no image");
        Path absent = folder.resolve("absent.txt");
        assertThatThrownBy(() -> ImageList.read(absent, null))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("absent.txt");
        Path broken = folder.resolve("broken.txt.gz");
        Files.write(broken, new byte[] {0x1f, (byte) 0x8b, 1, 2, 3});
        assertThatThrownBy(() -> ImageList.read(broken, null))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith(broken + ": cannot be read: ");
    }

    @Test
    void readsTheJsonOfINaturalist() throws IOException {
        Path list = write("train2018.json", """
                {"info": {"year": 2018},
                 "images": [
                  {"id": 11, "file_name": "train_val2018/Aves/7/a.jpg", "width": 800, "height": 600, "rights_holder": null},
                  {"id": 12, "file_name": "train_val2018/Aves/9/b.jpg"},
                  {"id": 13, "file_name": "train_val2018/Aves/9/unlabelled.jpg"}],
                 "categories": [{"id": 9, "name": "Parus major"}, {"id": 7, "name": "Pica pica", "supercategory": "Aves"}],
                 "annotations": [{"id": 1, "image_id": 12, "category_id": 9}, {"id": 2, "image_id": 11, "category_id": 7}]}
                """);

        ImageList read = ImageList.read(list, null);

        // Classes are the categories by their ids: 7 becomes 0, 9 becomes 1.
        assertThat(read.classNames()).containsExactly("Pica pica", "Parus major");
        assertThat(read.entries())
                .containsExactly(
                        new ImageEntry("train_val2018/Aves/7/a.jpg", 0),
                        new ImageEntry("train_val2018/Aves/9/b.jpg", 1));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'images': [{'id': 1, 'file_name': '../a.jpg'}]|line 1: the path ../a.jpg leaves the images' root",
                "'images': [{'id': 1, 'file_name': '/a.jpg'}]|line 1: the path /a.jpg is absolute",
                "'images': [{'id': 1}]|line 1: an image needs a whole id and a file_name",
                "'images': [{'id': 1, 'file_name': 'a'}, {'id': 1, 'file_name': 'b'}]|two images with the id 1",
                "'annotations': [{'image_id': 1, 'category_id': 0}, {'image_id': 1, 'category_id': 2}]|"
                        + "the image 1 has the categories 0 and 2",
                "'annotations': [{'image_id': 'x', 'category_id': 0}]|an annotation needs a whole image_id",
                "'categories': [{'id': 1}, {'id': 1}]|two categories with the id 1",
                "'categories': [{'name': 'x'}]|a category needs a whole id",
                "'categories': [7]|must be an object",
                "'images': [{'id': 1, 'file_name': 'a'}], 'annotations': [{'image_id': 1, 'category_id': 5}],"
                        + "'categories': [{'id': 4}]|the image 1 has the category 5",
                "'images': [{'id': 1, 'file_name': 'a'}], 'annotations': [{'image_id': 2, 'category_id': 4}],"
                        + "'categories': [{'id': 4}]|not among the images, for example 2",
                "'annotations': []|must have images, annotations and categories",
                "'images': [|not valid JSON"
            })
    void brokenJsonIsRefused(String content) throws IOException {
        String[] parts = content.split("\\|");
        Path list = write("list.json", "{" + parts[0].replace('\'', '"') + "}");

        assertThatThrownBy(() -> ImageList.read(list, null))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith(list + ": ")
                .hasMessageContaining(parts[1]);
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }
}
