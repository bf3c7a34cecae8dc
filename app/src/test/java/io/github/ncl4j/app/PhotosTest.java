package io.github.ncl4j.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.ncl4j.golden.SharedFolder;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The way of a user who is given photos with annotations from another machine. */
class PhotosTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path folder;

    private Path photos;

    @BeforeEach
    void find() {
        photos = SharedFolder.path("data/photos-lt");
    }

    @Test
    void rootIsReplacedThenEverythingIsThereAndUnderstood() throws IOException {
        Path train = replaceRoot("photos_lt_train.json", "1089 paths changed, 0 left as they were\n");
        Path valid = replaceRoot("photos_lt_val.json", "235 paths changed, 0 left as they were\n");

        CommandRun check = CommandRun.of("dataset", "check", train.toString(), valid.toString(), "--json");
        assertThat(check.err()).isEmpty();
        JsonNode report = JSON.readTree(check.out());
        assertThat(check.exitCode()).isZero();
        assertThat(report.at("/clean").asBoolean()).isTrue();
        assertThat(report.at("/parts/0/images").asInt()).isEqualTo(1089);
        assertThat(report.at("/parts/1/images").asInt()).isEqualTo(235);
        assertThat(report.at("/parts/0/missing")).isEmpty();
        assertThat(report.at("/parts/0/unreadable")).isEmpty();
        assertThat(report.at("/leaks")).isEmpty();
        assertThat(report.at("/duplicates")).isEmpty();

        CommandRun stats = CommandRun.of("dataset", "stats", train.toString(), "--plot=" + folder.resolve("tail.png"));
        assertThat(stats.exitCode()).isZero();
        assertThat(stats.out())
                .contains("1089 images, 20 classes, largest 220, smallest 3, imbalance factor 73.3, Gini 0.5")
                .contains("many (>= 100)");
        assertThat(folder.resolve("tail.png")).isNotEmptyFile();
    }

    @Test
    void beforeTheRootIsReplacedEveryPhotoIsMissing() {
        CommandRun check = CommandRun.of(
                "dataset", "check", photos.resolve("photos_lt_val.json").toString());

        assertThat(check.exitCode()).isEqualTo(1);
        assertThat(check.out()).contains("missing       235", "and 225 more").endsWith("problems found\n");
    }

    private Path replaceRoot(String name, String says) {
        Path output = folder.resolve(name);
        CommandRun run = CommandRun.of(
                "dataset",
                "replace-root",
                photos.resolve(name).toString(),
                "--from=/data/photos-lt",
                "--to=" + photos,
                "--output=" + output);
        assertThat(run.err()).isEmpty();
        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).isEqualTo(says);
        return output;
    }
}
