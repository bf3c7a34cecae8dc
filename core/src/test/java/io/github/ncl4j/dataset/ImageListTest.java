package io.github.ncl4j.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ncl4j.data.Annotation;
import io.github.ncl4j.data.AnnotationFile;
import io.github.ncl4j.image.DataException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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

        assertThat(read.below(root, list).notes())
                .containsExactly("1 of the 2 images are not below " + root + "; 'dataset check' lists them");
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
                .hasMessage(endless + ": line 1: is longer than 8192 characters; this is no list of images");
        Path nul = write("nul.txt", "a\0b.jpg 0\n");
        assertThatThrownBy(() -> ImageList.read(nul, null))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith(nul + ": line 1: the path 'a?b.jpg' cannot be a file name here");
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
                "'images': [{'id': 1}]|line 1: an image needs an id, a whole number or a text, and a file_name",
                "'images': [{'id': 1, 'file_name': 'a'}, {'id': 1, 'file_name': 'b'}]|two images with the id 1",
                "'images': [{'id': 1, 'file_name': 'a'}], 'categories': [{'id': 0}, {'id': 2}], 'annotations':"
                        + "[{'image_id': 1, 'category_id': 0}, {'image_id': 1, 'category_id': 2}]|"
                        + "the image a has the classes 0 and 2",
                "'annotations': [{'image_id': 1.5, 'category_id': 0}]|an annotation needs an image_id",
                "'categories': [{'id': 1}, {'id': 1}]|two categories with the id 1",
                "'categories': [{'name': 'x'}]|a category needs an id",
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

    @Test
    void bytesAndLinesOfOtherSystemsAreRead() throws IOException {
        ImageList expected = ImageList.read(write("list.txt", "cat/a.jpg 0\ndog/b.jpg 1\n"), null);
        String text = "\n \r\ncat/a.jpg 0\r\ndog/b.jpg 1";
        assertThat(ImageList.read(write("blank.txt", text), null)).isEqualTo(expected);
        assertThat(ImageList.read(write("bom.txt", "\ufeff" + text), null)).isEqualTo(expected);
        assertThat(ImageList.read(write("mac.txt", "cat/a.jpg 0\rdog/b.jpg 1\r"), null))
                .isEqualTo(expected);
        for (Charset charset : List.of(StandardCharsets.UTF_16LE, StandardCharsets.UTF_16BE)) {
            for (String mark : List.of("\ufeff", "")) {
                Path wide = folder.resolve(charset.name() + mark.length() + ".txt");
                Files.write(wide, (mark + "cat/a.jpg 0\r\ndog/b.jpg 1\r\n").getBytes(charset));
                assertThat(ImageList.read(wide, null)).as(wide.toString()).isEqualTo(expected);
            }
        }
        Path latin =
                Files.write(folder.resolve("latin.txt"), "K\u00e4fer.jpg 0\n".getBytes(StandardCharsets.ISO_8859_1));
        assertThatThrownBy(() -> ImageList.read(latin, null))
                .isInstanceOf(DataException.class)
                .hasMessage(latin + ": is neither UTF-8 nor UTF-16; save it as UTF-8");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "image,label\ncat/0.jpg,cat\ndog/1.jpg,dog\ncat/2.jpg,cat\n",
                "Label;Sex;File Name\ncat;f;cat/0.jpg\ndog;m;dog/1.jpg\ncat;f;cat/2.jpg\n",
                "\"path\",\"species\"\n\"cat/0.jpg\", \"cat\"\ndog/1.jpg,\"dog\"\n\"cat/2.jpg\",cat",
                "image\tbreed\ncat/0.jpg\tcat\ndog/1.jpg\tdog\ncat/2.jpg\tcat\n",
                "cat,cat/0.jpg\ndog,dog/1.jpg\ncat,cat/2.jpg\n"
            })
    void tablesWithNamesAreRead(String table) throws IOException {
        ImageList read = ImageList.read(write("list.csv", table), null);

        assertThat(read.classNames()).containsExactly("cat", "dog");
        assertThat(read.entries())
                .containsExactly(
                        new ImageEntry("cat/0.jpg", 0), new ImageEntry("dog/1.jpg", 1), new ImageEntry("cat/2.jpg", 0));
    }

    @Test
    void tablesAreReadByTheirColumns() throws IOException {
        assertThat(ImageList.read(write("n.csv", "id,file,class_id\n7,\"a, \"\"b\"\".jpg\",3\n"), null)
                        .entries())
                .containsExactly(new ImageEntry("a, \"b\".jpg", 3));
        assertThatThrownBy(() -> ImageList.read(write("x.csv", "one,two,three\na.jpg,0,1\n"), null))
                .isInstanceOf(DataException.class)
                .hasMessageContaining(
                        "line 1: is no table of images and classes: its first line must name the columns");
        assertThatThrownBy(() -> ImageList.read(write("y.csv", "image,label\na.jpg\n"), null))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("line 2: has 1 cells");
        assertThatThrownBy(() -> ImageList.read(write("z.csv", "image,label\n\"a.jpg,cat\n"), null))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("line 2: has a quote that is not closed");
    }

    @Test
    void idsMayBeTexts() throws IOException {
        Path list = write("traps.json", """

                {"images": [{"id": "a0", "file_name": "0.png"}, {"id": 1, "file_name": "1.png"}, {"id": "a2", "file_name": "2"}],
                 "annotations": [{"image_id": "a0", "category_id": "10"}, {"image_id": "1", "category_id": 9}],
                 "categories": [{"id": 10, "name": "deer"}, {"id": "9", "name": "empty"}]}
                """);

        ImageList read = ImageList.read(list, null);

        assertThat(read.classNames()).containsExactly("empty", "deer");
        assertThat(read.entries()).containsExactly(new ImageEntry("0.png", 1), new ImageEntry("1.png", 0));
        assertThat(read.notes()).containsExactly("1 images without an annotation left out");
    }

    @Test
    void imagesOfSeveralClassesAreRefusedSkippedOrTakenForTheFirst() throws IOException {
        Path list = write("list.txt", "a.jpg 1\nb.jpg 0\na.jpg 2\na.jpg 1\n");

        assertThatThrownBy(() -> ImageList.read(list, null))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("the image a.jpg has the classes 1 and 2; a classifier needs one");
        ImageList skipped = ImageList.read(list, null, ImageList.Several.SKIP);
        assertThat(skipped.entries()).containsExactly(new ImageEntry("b.jpg", 0));
        assertThat(skipped.notes()).containsExactly("1 image of several classes left out");
        ImageList first = ImageList.read(list, null, ImageList.Several.FIRST);
        assertThat(first.entries()).containsExactly(new ImageEntry("a.jpg", 1), new ImageEntry("b.jpg", 0));
        assertThat(first.notes()).containsExactly("1 image of several classes taken for the first of them");
    }

    @Test
    void imagesThatAreNamedAgainAreSaidAndFoundUnderOtherSpellings() throws IOException {
        Path again = Files.writeString(folder.resolve("again.txt"), "a.jpg 0\nb.jpg 1\n./a.jpg 0\n");
        assertThat(ImageList.read(again, null).notes())
                .containsExactly(
                        "1 of the 3 entries name an image again, with the same class; it counts as often as it is named");
        Path other = Files.writeString(folder.resolve("other.txt"), "x/a.jpg 0\nx/./a.jpg 1\n");
        assertThatThrownBy(() -> ImageList.read(other, null)).hasMessageContaining("has the classes 0 and 1");
    }

    @Test
    void twoClassesOfOneNameAreRefusedByTheListsOwnName() throws IOException {
        Path list = Files.writeString(folder.resolve("twice.json"), """
                {"images": [{"id": 1, "file_name": "a.jpg"}], "annotations": [{"image_id": 1, "category_id": 3}],
                 "categories": [{"id": 3, "name": "deer"}, {"id": 4, "name": "deer"}]}""");
        assertThatThrownBy(() -> ImageList.read(list, null))
                .hasMessage(list + ": the classes 0 and 1 have the same name, deer; give each class a name of its own");
    }

    @Test
    void columnsThatAreNotReadAreNamed() throws IOException {
        Path table =
                Files.writeString(folder.resolve("split.csv"), "image,label,split\na.jpg,cat,train\nb.jpg,dog,test\n");
        assertThat(ImageList.read(table, null).notes())
                .containsExactly("images are read from the column image and classes from label; passed over: split");
    }

    @Test
    void backslashesAreSlashesWhereTheFileIsThereSo() throws IOException {
        Files.createDirectory(folder.resolve("cat"));
        Files.writeString(folder.resolve("cat/a.jpg"), "x");
        Files.writeString(folder.resolve("odd\\name.jpg"), "x");
        Path list = write("list.txt", "cat\\a.jpg 0\nodd\\name.jpg 1\n..\\secret.jpg 0\n");
        Files.writeString(folder.resolveSibling("secret.jpg"), "x");

        ImageList placed = ImageList.read(list, null).below(folder, list);

        assertThat(placed.entries())
                .extracting(ImageEntry::path)
                .containsExactly("cat/a.jpg", "odd\\name.jpg", "..\\secret.jpg");
        assertThat(placed.notes())
                .containsExactly(
                        "backslashes are read as slashes in 1 of 3 paths",
                        "1 of the 3 images are not below " + folder + "; 'dataset check' lists them");
        Path elsewhere = folder.resolve("cat");
        assertThatThrownBy(() -> ImageList.read(list, null).below(elsewhere, list))
                .isInstanceOf(DataException.class)
                .hasMessage(list + ": none of its 3 images is below " + elsewhere
                        + ", not even the first, cat\\a.jpg; name the folder that the paths are relative to");
        Path windows = write("windows.txt", "C:\\photos\\a.jpg 0\n");
        assertThatThrownBy(() -> ImageList.read(windows, null)).hasMessageContaining("is absolute");
        Files.delete(folder.resolveSibling("secret.jpg"));
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }
}
