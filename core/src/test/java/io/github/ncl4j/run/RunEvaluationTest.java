package io.github.ncl4j.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.ncl4j.config.ExperimentConfig;
import io.github.ncl4j.config.file.ExperimentFile;
import io.github.ncl4j.evaluate.Accuracy;
import io.github.ncl4j.evaluate.Decisions;
import io.github.ncl4j.evaluate.Evaluation;
import io.github.ncl4j.evaluate.ImageDecisions;
import io.github.ncl4j.image.DataException;
import io.github.ncl4j.train.EpochEvaluator;
import io.github.ncl4j.train.TinyExperiment;
import io.github.ncl4j.train.Trainer;
import io.github.ncl4j.train.TrainingListener;
import io.github.ncl4j.train.TrainingResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a run leaves about its end, and the best epoch by images that are held out of training. */
class RunEvaluationTest {

    @TempDir
    private static Path data;

    private static String tiny;

    @TempDir
    private Path folder;

    @BeforeAll
    static void writeData() throws IOException {
        tiny = ExperimentFile.write(TinyExperiment.config(TinyExperiment.writeData(data)));
    }

    private static TrainingResult train(Path output, String... settings) {
        ExperimentConfig config = ExperimentFile.parse(tiny, "tiny.yaml", List.of(settings));
        try (Trainer trainer = Trainer.create(config, output, new Resume.Auto(), "cpu")) {
            return trainer.fit(TrainingListener.NONE);
        }
    }

    @Test
    void theFileSaysWhatTheLastEpochSaid() {
        TrainingResult result = train(folder, "train.epochs=2");

        RunEvaluation evaluation = RunEvaluation.read(RunDirectory.evaluation(folder));

        EpochMetrics last = MetricsFile.read(folder.resolve("metrics.jsonl")).get(1);
        ImageDecisions decisions = evaluation.decisions();
        assertThat(evaluation.epoch()).isEqualTo(2);
        assertThat(evaluation.classCounts()).containsExactly(36, 18, 10);
        assertThat(evaluation.targets()).hasSize(15).startsWith(0, 0, 0, 0, 0, 1);
        assertThat(decisions.accuracy(decisions.ensemble())).isEqualTo(last.ensembleAccuracy());
        for (int k = 0; k < 2; k++) {
            assertThat(decisions.accuracy(decisions.experts().get(k)))
                    .isEqualTo(last.expertAccuracy().get(k));
        }
        int wrong = (int) Math.round(15 * (1 - result.evaluation().ensemble().top1()));
        assertThat(evaluation.samples())
                .as("five images a class, so all that are wrong")
                .hasSize(wrong);
        assertThat(evaluation.samples()).allSatisfy(sample -> {
            assertThat(decisions.isRight(decisions.ensemble(), sample.image())).isFalse();
            assertThat(sample.source()).contains("valid/" + evaluation.targets()[sample.image()] + "-");
            assertThat(sample.picture()).startsWith(0x89, 'P', 'N', 'G');
        });
    }

    @Test
    void aRunThatGoesOnSaysItsEndAnew() {
        train(folder, "train.epochs=1");
        train(folder, "train.epochs=2");

        assertThat(RunEvaluation.read(RunDirectory.evaluation(folder)).epoch()).isEqualTo(2);
    }

    @Test
    void theBestEpochIsChosenOnImagesThatAreHeldOut() throws IOException {
        train(folder, "evaluate.validation_fraction=0.25");

        List<EpochMetrics> epochs = MetricsFile.read(folder.resolve("metrics.jsonl"));
        // 36, 18 and 10 images lose 9, 5 (4.5 is rounded up) and 3 (2.5 too).
        assertThat(RunEvaluation.read(RunDirectory.evaluation(folder)).classCounts())
                .containsExactly(27, 13, 7);
        EpochMetrics.Best best = null;
        for (EpochMetrics epoch : epochs) {
            assertThat(epoch.selectionAccuracy()).isBetween(0.0, 1.0);
            if (best == null || epoch.selectionAccuracy() > best.selection()) {
                best = new EpochMetrics.Best(epoch.ensembleAccuracy(), epoch.epoch(), epoch.selectionAccuracy());
            }
            assertThat(epoch.bestEnsemble()).isEqualTo(best);
            assertThat(epoch.expertAccuracy()).contains(epoch.singleBest());
        }
        assertThat(Files.readString(folder.resolve("config.yaml"))).contains("validation_fraction: 0.25");
    }

    @Test
    void theBestExpertIsChosenOnThemToo() {
        // On the validation images the first expert is better, on those held out the second.
        Evaluation validation = new Evaluation(
                10,
                accuracy(0.7),
                List.of(accuracy(0.8), accuracy(0.6)),
                List.of(0.7, 0.7),
                new ImageDecisions(new int[] {0, 1}, decisions(0, 1), List.of(decisions(0, 1)))
                        .confusion(decisions(0, 1), 2));
        EpochMetrics metrics = RunRecorder.metrics(Progress.start(), 0.1, validation, new Selection(0.5, 0.9, 1));

        assertThat(metrics.singleBest()).isEqualTo(0.6);
        assertThat(metrics.bestSingle()).isEqualTo(new EpochMetrics.Best(0.6, 1, 0.9));
        assertThat(RunRecorder.metrics(Progress.start(), 0.1, validation, null).singleBest())
                .isEqualTo(0.8);
    }

    private static Accuracy accuracy(double top1) {
        return new Accuracy(top1, 1.0, null, null, null);
    }

    @Test
    void withoutSuchImagesTheMetricsKeepTheirKeys() throws IOException {
        train(folder, "train.epochs=1");

        assertThat(Files.readString(folder.resolve("metrics.jsonl"))).doesNotContain("selection");
    }

    @Test
    void selectionWeighsEveryClassTheSame() {
        ImageDecisions decisions = new ImageDecisions(
                new int[] {0, 0, 0, 1}, decisions(0, 0, 0, 0), List.of(decisions(0, 0, 0, 0), decisions(0, 1, 1, 1)));

        Selection selection = Selection.of(decisions, 3);

        assertThat(selection.ensemble()).isEqualTo(.5);
        assertThat(selection.single()).isCloseTo((1 / 3.0 + 1) / 2, within(1e-15));
    }

    private static Decisions decisions(int... predicted) {
        return new Decisions(predicted, new float[predicted.length]);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            [7]   | [0] | 0 | targets holds 7, which is not in [0, 2)
            [0]   | [2] | 0 | predicted holds 2, which is not in [-1, 2)
            [0,1] | [0] | 0 | 1 decisions do not fit 2 images
            [0]   | [0] | 4 | samples holds 4, which is not in [0, 1)
            """)
    void whatDoesNotFitIsRefused(String targets, String predicted, int sample, String problem) throws IOException {
        String file = """
                {"format_version": 1, "epoch": 1, "class_names": ["a", "b"], "class_counts": [1, 2], "targets": %s,
                "ensemble": {"predicted": %s, "confidence": [0.5]}, "experts": [{"predicted": [0], "confidence": [0.5]}],
                "samples": [{"image": %d, "source": "x", "picture": ""}]}
                """.formatted(targets, predicted, sample);
        Path path = Files.writeString(folder.resolve("evaluation.json"), file);

        assertThatThrownBy(() -> RunEvaluation.read(path))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith(path + ": is damaged or no evaluation: ")
                .hasMessageContaining(problem);
    }

    @Test
    void heldOutImagesAreEnoughForEveryProcess() {
        assertThatThrownBy(() -> EpochEvaluator.requireEnough(2, 3))
                .isInstanceOf(DataException.class)
                .hasMessage(
                        "the 2 images that evaluate.validation_fraction holds out are too few for 3 processes to share;"
                                + " raise it, set it to 0, or use fewer processes");
        EpochEvaluator.requireEnough(3, 3);
    }

    /** The order of class numbers and the folder do not matter; which images and what they show do. */
    @Test
    void theDigestSaysWhichImages() throws IOException {
        train(folder.resolve("one"), "train.epochs=1");
        train(folder.resolve("two"), "train.epochs=1", "seed=9");
        Path moved = folder.resolve("moved");
        TinyExperiment.writeData(moved);
        Path other = moved.resolve("other.json");
        Files.writeString(
                other, Files.readString(moved.resolve("valid.json")).replace("valid/0-0.png", "train/0-0.png"));
        train(folder.resolve("three"), "train.epochs=1", "data.validation_annotations=" + moved.resolve("valid.json"));
        train(folder.resolve("four"), "train.epochs=1", "data.validation_annotations=" + other);

        String digest = digest("one");
        assertThat(digest).hasSize(64).isEqualTo(digest("two")).isEqualTo(digest("three"));
        assertThat(digest("four")).isNotEqualTo(digest);
    }

    private String digest(String run) {
        return String.valueOf(
                RunEvaluation.read(RunDirectory.evaluation(folder.resolve(run))).imagesDigest());
    }
}
