package io.github.ncl4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.ncl4j.config.DataConfig;
import io.github.ncl4j.config.DataConfig.Format;
import io.github.ncl4j.config.DataConfig.Profile;
import io.github.ncl4j.config.DataConfig.Selection;
import io.github.ncl4j.image.DataException;
import io.github.ncl4j.image.RgbImage;
import io.github.ncl4j.testkit.SharedFolder;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatasetsTest {

    @TempDir
    private Path folder;

    @Test
    void opensAnnotationsAndMakesThemLongTailed() throws IOException {
        Datasets opened = Datasets.open(annotations(2, Profile.STEP, 0, 0, 1, 0, 1, 1, 0, 1), 1);
        assertThat(opened.train().classCounts()).as("4 and (int) (4 / 2)").containsExactly(4, 2);
        assertThat(opened.validation().size()).as("evaluation keeps everything").isEqualTo(8);
    }

    @Test
    void keepsDecodedImagesIfAsked() throws IOException {
        ImageDataset train = Datasets.open(annotations(1, Profile.NONE, 0), 1).train();
        RgbImage first = train.image(0);
        Files.delete(folder.resolve("a.png"));
        assertThat(train.image(0)).isSameAs(first);
    }

    @Test
    void namesClassesWithoutATrainingImage() {
        assertThatThrownBy(() -> Datasets.open(annotations(4, Profile.NONE, 0, 2), 1))
                .isInstanceOf(DataException.class)
                .hasMessage(
                        "there is no training image of 2 of the 4 classes: 1, 3; add images, or leave these classes out"
                                + " and number the others anew");
    }

    @Test
    void refusesPartsWithDifferentClasses() throws IOException {
        DataConfig train = annotations(1, Profile.NONE, 0);
        Path other = folder.resolve("other.json");
        Files.writeString(other, Files.readString(train.trainAnnotations()).replace("classes\": 1", "classes\": 2"));
        DataConfig mixed = annotations(train.trainAnnotations(), other, Profile.NONE);
        assertThatThrownBy(() -> Datasets.open(mixed, 1))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith(
                        "the validation images are of 2 classes, but the training set has 1, and the validation"
                                + " images bring no class names to match them by");
    }

    @Test
    void validationImagesGetTheTrainingSetsNumbersByName() throws IOException {
        Path train = annotate("train-names.json", List.of("ant", "bee"), 0, 1);
        Path valid = annotate("valid-names.json", List.of("bee", "ant"), 0, 0, 1);
        Datasets opened = Datasets.open(annotations(train, valid, Profile.NONE), 1);
        assertThat(opened.validation().classCounts()).containsExactly(1, 2);
        assertThat(opened.validation().classNames()).containsExactly("ant", "bee");

        Path other = annotate("other-names.json", List.of("bee", "zebra"), 0, 1);
        DataConfig mixed = annotations(train, other, Profile.NONE);
        assertThatThrownBy(() -> Datasets.open(mixed, 1))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("the training set has no class for: zebra;");
    }

    private Path annotate(String name, List<String> classes, int... targets) throws IOException {
        ImageIO.write(
                new BufferedImage(2, 2, BufferedImage.TYPE_INT_RGB),
                "png",
                folder.resolve("named.png").toFile());
        Path file = folder.resolve(name);
        try (AnnotationWriter writer = AnnotationWriter.create(file, classes)) {
            for (int i = 0; i < targets.length; i++) {
                writer.add(i, "named.png", targets[i]);
            }
        }
        return file;
    }

    @Test
    void countsOfTheRealCifarSubsetsEqualThePublishedLists() throws IOException {
        assertCounts(Format.CIFAR_10, "data/cifar-10-lt-if100.tar.gz", "data/lists/CIFAR-10-LT_IMBA100.json");
        assertCounts(Format.CIFAR_100, "data/cifar-100-lt-if100.tar.gz", "data/lists/CIFAR-100-LT_IMBA100.json");
    }

    private static void assertCounts(Format format, String archive, String list) throws IOException {
        Datasets opened = Datasets.open(in(DataConfig.archive(format, SharedFolder.path(archive)), Profile.NONE), 1);
        JsonNode published = new JsonMapper().readTree(SharedFolder.path(list).toFile());
        int[] counts = opened.train().classCounts();
        assertThat(counts).hasSize(published.size());
        for (int c = 0; c < counts.length; c++) {
            assertThat(counts[c]).as("class %d", c).isEqualTo(published.get(c).asInt());
        }
        assertThat(opened.validation().size()).isEqualTo(5000);
        assertThat(opened.train().classNames().get(0)).isEqualTo(format == Format.CIFAR_10 ? "airplane" : "apple");
    }

    @Test
    void readsThePhotosOnceTheirRootIsRight() throws IOException {
        Path photos = SharedFolder.path("data/photos-lt");
        Path train = copy(photos, "photos_lt_train.json");
        Path validation = copy(photos, "photos_lt_val.json");
        Datasets opened = Datasets.open(annotations(train, validation, Profile.NONE), 1);
        ClassTable table = ClassTable.of(opened.train());
        assertThat(table.total()).isEqualTo(1089);
        assertThat(table.largest()).isEqualTo(220);
        assertThat(table.smallest()).isEqualTo(3);
        JsonNode annotations = new JsonMapper().readTree(train.toFile()).path("annotations");
        for (int i = 0; i < opened.train().size(); i += 100) {
            RgbImage photo = opened.train().image(i);
            assertThat(photo.height())
                    .isEqualTo(annotations.get(i).path("im_height").asInt());
            assertThat(photo.width())
                    .isEqualTo(annotations.get(i).path("im_width").asInt());
        }
    }

    /** As users receive them, the annotations name a root that is not there. */
    private Path copy(Path photos, String name) throws IOException {
        Path file = folder.resolve(name);
        return Files.writeString(
                file, Files.readString(photos.resolve(name)).replace("/data/photos-lt", photos.toString()));
    }

    private DataConfig annotations(int classes, Profile profile, int... categories) throws IOException {
        ImageIO.write(
                new BufferedImage(1, 1, BufferedImage.TYPE_3BYTE_BGR),
                "png",
                folder.resolve("a.png").toFile());
        StringBuilder json = new StringBuilder();
        for (int category : categories) {
            json.append(json.isEmpty() ? "" : ",")
                    .append("{\"image_id\": 1, \"fpath\": \"a.png\", \"category_id\": ")
                    .append(category)
                    .append('}');
        }
        Path file = folder.resolve("annotations.json");
        Files.writeString(file, "{\"annotations\": [" + json + "], \"num_classes\": " + classes + "}");
        return annotations(file, file, profile);
    }

    private static DataConfig annotations(Path train, Path validation, Profile profile) {
        return in(DataConfig.annotations(train, validation), profile);
    }

    private static DataConfig in(DataConfig all, Profile profile) {
        return all.withLongTail(new DataConfig.LongTail(profile, 2, Selection.FIRST))
                .withCache(new DataConfig.Cache.Memory());
    }
}
