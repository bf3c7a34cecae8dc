package io.github.ncl4j.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.ncl4j.config.file.ExperimentFile;
import io.github.ncl4j.testkit.EventFileReader;
import io.github.ncl4j.testkit.RunComparison;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** One training through {@code ./ncl4j train}: what it prints and leaves, and what evaluate and predict make of it. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the launcher is a POSIX shell script")
class TrainedRunIT {

    /** The keys of DESIGN's contract, in the order of the file, among those that came later. */
    private static final List<String> METRICS = List.of(
            "epoch",
            "lr",
            "train_loss",
            "train_loss_parts",
            "train_accuracy",
            "ensemble_accuracy",
            "expert_accuracy",
            "ensemble_top5",
            "many",
            "medium",
            "few",
            "single_best",
            "best_ensemble",
            "best_single",
            "data_wait",
            "images_per_second",
            "seconds");

    private static final ObjectMapper ONE_DOCUMENT = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    @TempDir
    private static Path folder;

    private static Path config;
    private static Path run;
    private static Launcher.Finished training;

    @BeforeAll
    static void train() throws Exception {
        config = TinyTraining.write(folder);
        run = folder.resolve("run");
        training = Launcher.run(folder, "train", "tiny.yaml", "--output", "run");
        assertThat(training.exitCode()).as(training.err()).isZero();
    }

    @Test
    void theTableGoesToStandardOutputAndProgressToStandardError() {
        assertThat(training.out())
                .startsWith("after the last epoch (3), on 15 validation images\n")
                .containsSubsequence("many", "medium", "few", "ensemble", "expert 1", "expert 2", "best epoch")
                .endsWith("run directory: run\n");
        assertThat(training.err())
                .contains("64 training and 15 validation images, 3 classes", "epoch 3/3: lr")
                .doesNotContain("WARN", "after the last epoch");
    }

    @Test
    void theRunDirectoryIsComplete() throws IOException {
        try (Stream<Path> files = Files.walk(run)) {
            assertThat(files.filter(Files::isRegularFile)
                            .map(file -> run.relativize(file).toString())
                            .map(name -> name.startsWith("events.out.tfevents.") ? "events.out.tfevents.*" : name))
                    .containsExactlyInAnyOrder(
                            "config.yaml",
                            "metrics.jsonl",
                            "events.out.tfevents.*",
                            "train.log",
                            "environment.json",
                            "evaluation.json",
                            "hard-categories.json",
                            "report.html",
                            "run.lock",
                            "checkpoints/last.safetensors",
                            "checkpoints/epoch-2.safetensors",
                            "checkpoints/best-ensemble.safetensors",
                            "checkpoints/best-single.safetensors");
        }
        assertThat(ExperimentFile.load(run.resolve("config.yaml"), List.of("name=tiny")))
                .isEqualTo(ExperimentFile.load(config, List.of()));
        assertThat(run.resolve("train.log")).content().contains("64 training and 15 validation images", "epoch 3/3");
    }

    @Test
    void everyEpochIsALineOfMetrics() throws IOException {
        List<JsonNode> lines = metrics(run);

        assertThat(lines).extracting(line -> line.path("epoch").intValue()).containsExactly(1, 2, 3);
        assertThat(lines).allSatisfy(line -> {
            assertThat(line.fieldNames()).toIterable().containsExactlyElementsOf(METRICS);
            assertThat(line.path("expert_accuracy")).hasSize(2);
            for (String accuracy : List.of("train_accuracy", "ensemble_accuracy", "single_best", "medium", "few")) {
                assertThat(line.path(accuracy).doubleValue()).as(accuracy).isBetween(0.0, 1.0);
            }
            assertThat(line.path("many").isNull()).as("no class has 100 images").isTrue();
            assertThat(line.path("images_per_second").doubleValue()).isPositive();
        });
    }

    @Test
    void anIndependentReaderFindsTheSameCurvesInTheEvents() throws IOException {
        List<EventFileReader.Point> points = new ArrayList<>();
        try (Stream<Path> files = Files.list(run)) {
            for (Path file :
                    files.filter(path -> path.toString().contains("tfevents")).toList()) {
                points.addAll(EventFileReader.read(file));
            }
        }

        assertThat(points.get(0).fileVersion()).isEqualTo("brain.Event:2");
        for (JsonNode line : metrics(run)) {
            assertThat(points)
                    .filteredOn(point -> point.step() == line.path("epoch").intValue())
                    .anyMatch(point -> "train/loss".equals(point.tag())
                            && point.value() == line.path("train_loss").floatValue())
                    .anyMatch(point -> "validation/ensemble_accuracy".equals(point.tag())
                            && point.value() == line.path("ensemble_accuracy").floatValue());
        }
    }

    @Test
    void oneSeedIsOneRunWhateverTheNumberOfWorkers() throws Exception {
        for (String workers : List.of("1", "3")) {
            String output = "workers-" + workers;
            Launcher.Finished again =
                    Launcher.run(folder, "train", "tiny.yaml", "data.workers=" + workers, "--output", output);
            assertThat(again.exitCode()).as(again.err()).isZero();
            RunComparison.assertSameRun(run, folder.resolve(output));
        }
    }

    @Test
    void evaluatePrintsOneDocumentThatSaysWhatTheLastEpochSaid() throws Exception {
        Launcher.Finished evaluate = Launcher.run(folder, "evaluate", "run", "--json");

        assertThat(evaluate.exitCode()).as(evaluate.err()).isZero();
        JsonNode document = ONE_DOCUMENT.readTree(evaluate.out());
        JsonNode last = metrics(run).get(2);
        assertThat(document.at("/images").intValue()).isEqualTo(15);
        assertThat(document.at("/ensemble/top1")).isEqualTo(last.path("ensemble_accuracy"));
        assertThat(document.at("/ensemble/top5")).isEqualTo(last.path("ensemble_top5"));
        for (String group : List.of("many", "medium", "few")) {
            assertThat(document.path("ensemble").path(group)).as(group).isEqualTo(last.path(group));
        }
        for (int expert = 0; expert < 2; expert++) {
            assertThat(document.at("/experts/" + expert + "/top1"))
                    .isEqualTo(last.path("expert_accuracy").path(expert));
        }
        assertThat(document.path("classes"))
                .extracting(type -> type.path("training_images").intValue())
                .containsExactly(36, 18, 10);
        assertThat(document.path("confusion")).hasSize(3);
    }

    @Test
    void evaluateTakesACheckpointWithAnotherConfigurationAndOtherData() throws Exception {
        Path moved = Files.createDirectories(folder.resolve("moved"));
        TinyTraining.write(moved);
        Files.delete(moved.resolve("train.json"));
        String other = Files.readString(config).replace("valid.json", "gone.json");
        Files.writeString(folder.resolve("other.yaml"), other);

        Launcher.Finished evaluate = Launcher.run(
                folder,
                "evaluate",
                "run/checkpoints/best-ensemble.safetensors",
                "--config",
                "other.yaml",
                "--data",
                "moved/valid.json");

        assertThat(evaluate.exitCode()).as(evaluate.err()).isZero();
        assertThat(evaluate.out())
                .startsWith("run/checkpoints/best-ensemble.safetensors on 15 images\n")
                .containsSubsequence("ensemble", "expert 1", "expert 2");
    }

    @Test
    void predictPassesOverABrokenImageAndSaysSo() throws Exception {
        Files.writeString(folder.resolve("broken.png"), "no image");

        Launcher.Finished table =
                Launcher.run(folder, "predict", "run", "valid/0-0.png", "broken.png", "valid/1-0.png", "--top", "2");
        Launcher.Finished json =
                Launcher.run(folder, "predict", "run", "valid/0-0.png", "broken.png", "valid/1-0.png", "--json");

        assertThat(table.exitCode()).isEqualTo(1);
        assertThat(table.out().lines()).hasSize(6).satisfies(lines -> {
            assertThat(lines.get(0)).isEqualTo("valid/0-0.png");
            assertThat(lines.get(1)).matches(" *\\d+\\.\\d\\d %  [012]");
            assertThat(lines.get(3)).isEqualTo("valid/1-0.png");
        });
        assertThat(table.err()).contains("broken.png: cannot be decoded").doesNotContain("\tat ");
        assertThat(json.exitCode()).isEqualTo(1);
        JsonNode document = ONE_DOCUMENT.readTree(json.out());
        assertThat(document)
                .extracting(image -> image.path("image").textValue())
                .containsExactly("valid/0-0.png", "valid/1-0.png");
        assertThat(document.at("/0/predictions")).hasSize(3);
        assertThat(json.err()).contains("broken.png: cannot be decoded");
    }

    private static List<JsonNode> metrics(Path run) throws IOException {
        List<JsonNode> lines = new ArrayList<>();
        for (String line : Files.readAllLines(run.resolve("metrics.jsonl"))) {
            lines.add(parse(line));
        }
        return lines;
    }

    private static JsonNode parse(String line) throws JsonProcessingException {
        return ONE_DOCUMENT.readTree(line);
    }
}
