package io.github.ncl4j.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ncl4j.config.ExperimentConfig;
import io.github.ncl4j.data.Datasets;
import io.github.ncl4j.testkit.TinyData;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The data of two machines, each with a folder of its own. */
class DataDigestTest {

    @TempDir
    private Path folder;

    private Path other;

    @BeforeEach
    void writesTheDataTwice() throws IOException {
        TinyData.write(folder.resolve("one"));
        other = TinyData.write(folder.resolve("another/place"));
    }

    private static DataDigest digest(Path data, String... settings) {
        ExperimentConfig config = TinyExperiment.with(TinyExperiment.config(data), settings);
        return DataDigest.of(Datasets.open(config.data(), config.seed()));
    }

    private List<String> differences(String... settings) {
        return digest(other, settings)
                .differences(digest(folder.resolve("one"), settings).aspects());
    }

    private void edit(String file, String pattern, String replacement) throws IOException {
        Path json = other.resolve(file);
        String text = Files.readString(json);
        String edited = Pattern.compile(pattern).matcher(text).replaceFirst(replacement);
        assertThat(edited).isNotEqualTo(text);
        Files.writeString(json, edited);
    }

    @Test
    void anotherFolderIsTheSameData() {
        assertThat(differences()).isEmpty();
    }

    @Test
    void anotherLabelIsNamed() throws IOException {
        edit("valid.json", "\"category_id\":2", "\"category_id\":1");
        assertThat(differences()).singleElement().asString().startsWith("labels of the validation images: ");
    }

    @Test
    void anotherClassNameIsNamedWithBoth() throws IOException {
        for (String file : List.of("train.json", "valid.json")) {
            Path json = folder.resolve("one").resolve(file);
            String names = "\"num_classes\":3,\"class_names\":[\"ant\",\"bee\",\"cow\"]";
            Files.writeString(json, Files.readString(json).replace("\"num_classes\":3", names));
            edit(file, "\"num_classes\":3", "\"num_classes\":3,\"class_names\":[\"ant\",\"cow\",\"bee\"]");
        }
        assertThat(differences()).contains("name of class 1: bee, here cow", "name of class 2: cow, here bee");
    }

    @Test
    void imagesThatAreLeftOutAreCounted() throws IOException {
        Files.writeString(other.resolve("train/0-3.png"), "no image");
        assertThat(differences("data.on_bad_image=skip"))
                .contains("images left out: 0, here 1", "training images: 64, here 63");
    }

    @Test
    void imagesInAnotherOrderAreFound() throws IOException {
        edit("train.json", "(\\{\"image_id\":1,[^}]*}),(\\{\"image_id\":2,[^}]*})", "$2,$1");
        assertThat(differences()).singleElement().asString().startsWith("names and order of the training images: ");
    }

    @Test
    void imagesOfAnotherSizeAreFound() throws IOException {
        BufferedImage image = new BufferedImage(9, 7, BufferedImage.TYPE_INT_RGB);
        ImageIO.write(image, "png", other.resolve("train/0-0.png").toFile());
        assertThat(differences()).containsExactly("size of training image 0: 8 x 8, here 9 x 7");
    }

    @Test
    void aLongListIsCut() {
        Map<String, String> own = new TreeMap<>();
        Map<String, String> first = new TreeMap<>();
        for (int c = 0; c < 9; c++) {
            own.put("name of class " + c, "own");
            first.put("name of class " + c, "first");
        }
        assertThat(new DataDigest(own).differences(first))
                .hasSize(7)
                .contains("name of class 5: first, here own")
                .endsWith("and 3 more");
    }
}
