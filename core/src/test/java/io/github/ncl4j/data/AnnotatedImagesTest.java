package io.github.ncl4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ncl4j.image.DataException;
import io.github.ncl4j.image.ImageDecoder;
import io.github.ncl4j.testkit.Pixels;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AnnotatedImagesTest {

    @TempDir
    private Path folder;

    private Path json;

    @BeforeEach
    void writeAnImage() throws IOException {
        json = folder.resolve("train.json");
        Files.createDirectories(folder.resolve("images"));
        BufferedImage image = new BufferedImage(2, 3, BufferedImage.TYPE_3BYTE_BGR);
        image.setRGB(0, 0, 0x010203);
        ImageIO.write(image, "png", folder.resolve("images/a.png").toFile());
    }

    @Test
    void readsAnnotationsAndDecodesImagesBesideTheFile() throws IOException {
        write("""
                {"annotations": [
                  {"image_id": 7, "fpath": "images/a.png", "im_height": 3, "im_width": 2, "category_id": 1, "extra": [{}]},
                  {"category_id": 0, "fpath": "%s", "image_id": "eight"}],
                 "info": {"version": [1, 2]}, "num_classes": 3}
                """.formatted(folder.resolve("images/a.png")));
        ImageDataset read = read();
        assertThat(read.size()).isEqualTo(2);
        assertThat(read.classNames()).containsExactly("0", "1", "2");
        assertThat(read.target(0)).isEqualTo(1);
        assertThat(read.target(1)).isZero();
        assertThat(read.image(0).height()).isEqualTo(3);
        assertThat(read.image(1).pixels()).startsWith(1, 2, 3);
        assertThat(read.describe(1)).isEqualTo(folder.resolve("images/a.png") + " (image_id eight)");
    }

    @Test
    void namesAFileOnceWhosePixelsCannotBeDecoded() throws IOException {
        Path file = folder.resolve("images/b.jpg");
        Files.write(file, Pixels.withBrokenTable(Pixels.jpeg(16, 16)));
        write("""
                {"num_classes": 1, "annotations": [{"image_id": 1, "fpath": "images/b.jpg", "category_id": 0}]}""");
        ImageTransform none = (image, random) -> image;
        for (List<ImageTransform> views : List.of(List.of(none), List.of(none, none))) {
            AugmentedImages images = new AugmentedImages(read(), views, 1);
            assertThatThrownBy(() -> images.of(1, 0, 0, (view, image) -> {}))
                    .hasMessageStartingWith(file + ": cannot be decoded: ");
        }
    }

    @Test
    void readsNumClassesBeforeTheAnnotations() throws IOException {
        write("""
                {"num_classes": 1, "annotations": [{"image_id": 1, "fpath": "images/a.png", "category_id": 0}]}""");
        assertThat(read().classNames()).hasSize(1);
    }

    @Test
    void listsEveryProblemWithLineAndImage() throws IOException {
        write("""
                {"num_classes": 2, "annotations": [
                {"image_id": 1, "fpath": "images/a.png", "category_id": 0},
                {"image_id": 2, "fpath": "images/b.png", "category_id": 1},
                {"image_id": 3, "fpath": "images/a.png", "category_id": 2},
                {"image_id": 4, "fpath": "images/a.png", "category_id": -1},
                {"image_id": 5, "fpath": "images/a.png", "category_id": 123456789012345678901234567890},
                {"image_id": 6, "fpath": "images/a.png", "category_id": "1"},
                {"image_id": 7, "category_id": 1},
                {"image_id": 8, "fpath": "images\\u0000", "category_id": 1},
                {"fpath": "images/a.png", "category_id": 1},
                "images/a.png"
                ]}""");
        assertThatThrownBy(this::read).isInstanceOf(DataException.class).hasMessage("""
                        %s: 9 problems:
                          line 3, image_id 2: there is no file %s
                          line 4, image_id 3: category_id 2 is not in [0, 2)
                          line 5, image_id 4: category_id -1 is not in [0, 2)
                          line 6, image_id 5: category_id 9223372036854775807 is not in [0, 2)
                          line 7: an annotation needs image_id, a text fpath and a whole category_id
                          line 8: an annotation needs image_id, a text fpath and a whole category_id
                          line 9, image_id 8: fpath 'images?' cannot be a file name here: Nul character not allowed
                          line 10: an annotation needs image_id, a text fpath and a whole category_id
                          line 11: an annotation needs image_id, a text fpath and a whole category_id""".formatted(
                        json, folder.resolve("images/b.png")));
    }

    @Test
    void namesTheFirstTwentyProblemsAndCountsTheOthers() throws IOException {
        StringBuilder annotations = new StringBuilder("{\"num_classes\": 1, \"annotations\": [");
        for (int i = 0; i < 1000; i++) {
            annotations.append("{\"image_id\": ").append(i).append(", \"fpath\": \"x\", \"category_id\": 5},");
        }
        write(annotations.deleteCharAt(annotations.length() - 1) + "]}");
        assertThatThrownBy(this::read)
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith(json + ": 1000 problems:")
                .hasMessageContaining("image_id 19: ")
                .hasMessageNotContaining("image_id 20: ")
                .hasMessageEndingWith("\n  and 980 more");
    }

    @Test
    void namesOfClassesAreOneForEachClass() throws IOException {
        String start = "{\"annotations\": [{\"image_id\": 1, \"fpath\": \"images/a.png\", \"category_id\": 0}],\n"
                + "\"num_classes\": 2, \"class_names\": ";
        write(start + "[\"cat\", \"dog\"]}");
        assertThat(read().classNames()).containsExactly("cat", "dog");
        write(start + "[\"cat\"]}");
        assertThatThrownBy(this::read)
                .isInstanceOf(DataException.class)
                .hasMessage(json + ": 1 problem:\n  class_names has 1 names for 2 classes");
        for (String wrong : new String[] {"{\"0\": \"cat\"}", "[\"cat\", 1]", "\"cat\"", "null"}) {
            write(start + wrong + "}");
            assertThatThrownBy(this::read)
                    .isInstanceOf(DataException.class)
                    .hasMessage(json + ":2: class_names must be a list of texts, one for each class");
        }
    }

    @Test
    void aListIsReadWithoutTheImages() throws IOException {
        write("{\"num_classes\": 1, \"annotations\": [{\"image_id\": 1, \"fpath\": \"b.png\", \"category_id\": 0}]}");
        assertThat(AnnotationFile.list(json).annotations())
                .containsExactly(new Annotation("1", folder.resolve("b.png"), 0));
    }

    @Test
    void refusesDuplicateKeys() throws IOException {
        write("""
                {"num_classes": 1, "annotations": [
                {"image_id": 1, "fpath": "a.png", "fpath": "b.png", "category_id": 0}]}""");
        assertThatThrownBy(this::read)
                .isInstanceOf(DataException.class)
                .hasMessage(json + ":2:42: not valid JSON: Duplicate field 'fpath'");
        write("{\"num_classes\": 1, \"num_classes\": 2}");
        assertThatThrownBy(this::read)
                .isInstanceOf(DataException.class)
                .hasMessageEndingWith("Duplicate field 'num_classes'");
    }

    @Test
    void refusesAFileThatIsCutShortOrHoldsSomethingElse() throws IOException {
        write("{\"num_classes\": 1, \"annotations\": [");
        assertThatThrownBy(this::read)
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith(json + ":1:36: not valid JSON: Unexpected end-of-input");
        write("[]");
        assertThatThrownBy(this::read)
                .isInstanceOf(DataException.class)
                .hasMessage(json + ": must hold a JSON object with annotations and num_classes");
        write("{} {}");
        assertThatThrownBy(this::read)
                .isInstanceOf(DataException.class)
                .hasMessage(json + ": goes on after the end of the JSON object");
        write("{\"num_classes\": 0, \"annotations\": []}");
        assertThatThrownBy(this::read)
                .isInstanceOf(DataException.class)
                .hasMessage(json + ": 2 problems:\n  num_classes is missing or not a number from 1 to 1000000\n"
                        + "  annotations is missing or empty");
        Files.delete(json);
        assertThatThrownBy(this::read).isInstanceOf(DataException.class).hasMessage(json + ": there is no such file");
    }

    @Test
    void namesAnImageThatDoesNotDecodeWhenItIsAskedFor() throws IOException {
        Path broken = Files.writeString(folder.resolve("images/broken.jpg"), "no JPEG");
        write("""
                {"num_classes": 1, "annotations": [{"image_id": 1, "fpath": "images/broken.jpg", "category_id": 0}]}""");
        ImageDataset read = read();
        assertThatThrownBy(() -> read.image(0))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith(broken + ": cannot be decoded: ");
    }

    @Test
    void survivesDamagedBytes() throws IOException {
        write("""
                {"annotations": [{"image_id": 7, "fpath": "images/a.png", "category_id": 1, "x": [null]}], "num_classes": 3}
                """);
        byte[] whole = Files.readAllBytes(json);
        RandomStream random = RandomStream.of(5);
        int refused = 0;
        for (int i = 0; i < 500; i++) {
            byte[] damaged = whole.clone();
            damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
            Files.write(json, damaged);
            try {
                assertThat(read().size()).isEqualTo(1);
            } catch (DataException e) {
                assertThat(e).hasMessageStartingWith(json + ":");
                refused++;
            }
        }
        assertThat(refused).isPositive();
    }

    private ImageDataset read() {
        return AnnotatedImages.read(json, new ImageDecoder());
    }

    private void write(String text) throws IOException {
        Files.writeString(json, text);
    }
}
