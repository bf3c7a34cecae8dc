package io.github.ncl4j.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.ncl4j.config.EvaluateConfig.ShotProtocol;
import io.github.ncl4j.golden.GoldenCase;
import io.github.ncl4j.testkit.GoldenFolder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/** Predictions, accuracies by shot group, confusion matrix, recall and precision: exact. */
@Tag("golden")
class MetricsGoldenTest {

    @TestFactory
    Stream<DynamicTest> metrics() {
        return GoldenFolder.tests("metrics_*.json", MetricsGoldenTest::check);
    }

    private static void check(Path file) {
        try (GoldenCase golden = new GoldenCase(file)) {
            checkPredictions(golden);
            checkExperts(golden);
            checkEnsemble(golden);
        }
    }

    private static void checkPredictions(GoldenCase golden) {
        int experts = golden.config().path("networks").asInt();
        int images = golden.config().path("samples").asInt();
        int classes = golden.config().path("classes").asInt();
        float[] logits = golden.floats("logits");
        long[] ofExperts = new long[experts * images];
        Arrays.setAll(ofExperts, row -> EvaluationCounter.prediction(logits, row * classes, classes));
        assertThat(ofExperts).as("pred_per_network").isEqualTo(golden.longs("pred_per_network"));
        long[] ofEnsemble = new long[images];
        boolean lastClassReplaced =
                golden.json().path("fields").path("pred_ensemble").asText().contains("replaced by 0");
        Arrays.setAll(ofEnsemble, n -> {
            int prediction = EvaluationCounter.prediction(
                    EvaluationCounter.mean(logits, experts, n, images, classes), 0, classes);
            return lastClassReplaced && prediction == classes - 1 ? 0 : prediction;
        });
        assertThat(ofEnsemble).as("pred_ensemble").isEqualTo(golden.longs("pred_ensemble"));
    }

    private static void checkExperts(GoldenCase golden) {
        Evaluation evaluation = evaluate(
                golden,
                golden.floats("logits"),
                golden.config().path("networks").asInt());
        JsonNode accuracies = golden.json().path("network_accuracy");
        assertThat(evaluation.experts()).hasSameSizeAs(accuracies);
        for (int k = 0; k < accuracies.size(); k++) {
            Accuracy accuracy = evaluation.experts().get(k);
            assertThat(accuracy.top1()).isEqualTo(accuracies.get(k).asDouble());
            checkGroups(golden, "network_" + k, accuracy);
        }
        assertThat(evaluation.experts().get(evaluation.bestExpert()).top1())
                .isEqualTo(golden.json().path("best_single_accuracy").asDouble());
    }

    /** The stored predictions of the ensemble, some of them not of these logits, come in as those of a lone expert. */
    private static void checkEnsemble(GoldenCase golden) {
        int classes = golden.config().path("classes").asInt();
        long[] predictions = golden.longs("pred_ensemble");
        float[] logits = new float[predictions.length * classes];
        for (int n = 0; n < predictions.length; n++) {
            logits[n * classes + (int) predictions[n]] = 1;
        }
        Evaluation evaluation = evaluate(golden, logits, 1);
        assertThat(evaluation.ensemble().top1())
                .isEqualTo(golden.doubles("accuracy")[0])
                .isEqualTo(golden.json().path("ensemble_accuracy").asDouble());
        checkGroups(golden, "ensemble", evaluation.ensemble());
        long[] transposed = golden.longs("confusion");
        double[] recall = golden.doubles("recall");
        double[] precision = golden.doubles("precision");
        ConfusionMatrix confusion = evaluation.confusion();
        for (int c = 0; c < classes; c++) {
            assertThat(confusion.recall(c)).as("recall %d", c).isEqualTo(recall[c]);
            assertThat(confusion.precision(c)).as("precision %d", c).isEqualTo(precision[c]);
            for (int p = 0; p < classes; p++) {
                assertThat(confusion.count(c, p))
                        .as("target %d, prediction %d", c, p)
                        .isEqualTo((int) transposed[p * classes + c]);
            }
        }
    }

    private static Evaluation evaluate(GoldenCase golden, float[] logits, int experts) {
        int[] counts = Arrays.stream(golden.longs("class_counts"))
                .mapToInt(Math::toIntExact)
                .toArray();
        EvaluationCounter tally = new EvaluationCounter(experts, ShotGroups.of(counts, ShotProtocol.POOLED));
        tally.add(logits, golden.longs("label"));
        return tally.evaluation();
    }

    private static void checkGroups(GoldenCase golden, String predictor, Accuracy accuracy) {
        JsonNode expected = golden.json().path("shot_accuracy").path(predictor);
        for (ShotGroup group : ShotGroup.values()) {
            JsonNode node = expected.path(group.name().toLowerCase(Locale.ROOT));
            assertThat(node.isObject()).isTrue();
            assertThat(accuracy.of(group)).as("%s, %s", predictor, group).isEqualTo(fraction(node));
        }
    }

    private static @Nullable Double fraction(JsonNode node) {
        double all = node.path("all").asDouble();
        return all == 0 ? null : (Double) (node.path("correct").asDouble() / all);
    }
}
