package io.github.ncl4j.app.input;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.ncl4j.app.CommandRun;
import io.github.ncl4j.golden.SharedFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
    void photosTrainFromTheirFilesAtOtherSizes() throws IOException {
        Path train = someOfEachClass(replaceRoot("photos_lt_train.json", "1089 paths changed, 0 left as they were\n"));
        Path valid = someOfEachClass(replaceRoot("photos_lt_val.json", "235 paths changed, 0 left as they were\n"));
        Path config = Files.writeString(
                folder.resolve("photos.yaml"), """
                seed: 1
                data: {format: annotations, train_annotations: %s, validation_annotations: %s}
                augment:
                  train:
                    - {type: random-resized-crop, size: 64}
                    - {type: horizontal-flip, probability: 0.5}
                    - {type: color-jitter, brightness: 0.4, contrast: 0.4, saturation: 0.4, hue: 0}
                  evaluate:
                    - {type: resize, shortest_side: 72}
                    - {type: center-crop, size: 64}
                model: {experts: 2, backbone: cifar-resnet8}
                loss: {type: ncl}
                train:
                  epochs: 2
                  batch_size: 16
                  optimizer: {type: sgd, learning_rate: 0.01}
                  threads: %d
                evaluate: {batch_size: 16}
                """.formatted(train, valid, Integer.getInteger("ncl4j.threads", 1)));
        Path run = folder.resolve("run");

        CommandRun training = CommandRun.of("train", config.toString(), "--output", run.toString());

        assertThat(training.exitCode()).as(training.err()).isZero();
        assertThat(training.out()).contains("after the last epoch (2), on 20 validation images", "ensemble", "few");
        List<String> epochs = Files.readAllLines(run.resolve("metrics.jsonl"));
        assertThat(epochs).hasSize(2);
        for (String epoch : epochs) {
            assertThat(JSON.readTree(epoch).path("train_loss").asDouble()).isBetween(0.0, 100.0);
            assertThat(JSON.readTree(epoch).path("ensemble_accuracy").asDouble())
                    .isBetween(0.0, 1.0);
        }
    }

    /** The first of every sixteen photos of a class: enough steps to see that it runs, few enough for a test. */
    private static Path someOfEachClass(Path annotations) throws IOException {
        ObjectNode file = (ObjectNode) JSON.readTree(annotations.toFile());
        Map<Integer, Integer> seen = new HashMap<>();
        ArrayNode some = JSON.createArrayNode();
        for (JsonNode photo : file.path("annotations")) {
            if (seen.merge(photo.path("category_id").asInt(), 1, Integer::sum) % 16 == 1) {
                some.add(photo);
            }
        }
        file.set("annotations", some);
        Path target = annotations.resolveSibling("some_" + annotations.getFileName());
        JSON.writeValue(target.toFile(), file);
        return target;
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
