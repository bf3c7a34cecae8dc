package io.github.ncl4j.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.ncl4j.config.file.ExperimentFile;
import io.github.ncl4j.evaluate.Decisions;
import io.github.ncl4j.run.RunEvaluation;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ComparisonTest {

    /** A run on 100 images of two classes, of which the first so many are right, after epochs with 50 % and 40 %. */
    private static RunFiles run(String name, long seed, int right, double last) {
        return run(name, seed, right, last, "the images");
    }

    private static RunFiles run(String name, long seed, int right, double last, @Nullable String images) {
        int[] targets = new int[100];
        int[] predicted = new int[100];
        Arrays.fill(predicted, right, 100, 1);
        float[] confidence = new float[100];
        Arrays.fill(confidence, 1f);
        Decisions decisions = new Decisions(predicted, confidence);
        String yaml = "name: " + name + "\nseed: " + seed + "\ndata: {format: built-in}\ntrain: {epochs: 2}\n";
        return new RunFiles(
                Path.of(name, "seed-" + seed),
                yaml,
                ExperimentFile.parse(yaml, "run.yaml", List.of()),
                List.of(HostileRun.epoch(1, 0.25), HostileRun.epoch(2, last)),
                new RunEvaluation(
                        RunEvaluation.FORMAT,
                        2,
                        List.of("a", "b"),
                        List.of(5, 5),
                        targets,
                        decisions,
                        List.of(decisions),
                        images,
                        List.of()),
                null,
                Map.of("parameters", "1000"));
    }

    @Test
    void runsThatDifferInTheSeedAreOneRow() {
        Comparison comparison =
                Comparison.of(List.of(run("plain", 1, 40, 0.4), run("better", 1, 70, 0.7), run("plain", 2, 44, 0.44)));

        assertThat(comparison.methods()).extracting(ComparedMethod::name).containsExactly("plain", "better");
        JsonNode plain = comparison.json().at("/methods/0");
        assertThat(plain.at("/last_epoch/mean").doubleValue()).isCloseTo(.42, within(1e-12));
        // Two values 0.04 apart: the deviation with n - 1 is 0.04 / sqrt 2.
        assertThat(plain.at("/last_epoch/deviation").doubleValue()).isCloseTo(.04 / Math.sqrt(2), within(1e-12));
        assertThat(plain.at("/ece/mean").doubleValue())
                .as("always sure, 42 %% right")
                .isCloseTo(.58, within(1e-9));
        assertThat(plain.at("/medium").isNull()).isTrue();
        assertThat(comparison.json().at("/methods/1/last_epoch/deviation").isNull())
                .isTrue();
    }

    @Test
    void differencesAreBeyondTheNoiseOrWithinIt() {
        Comparison comparison =
                Comparison.of(List.of(run("plain", 1, 40, 0.4), run("equal", 1, 41, 0.41), run("better", 1, 70, 0.7)));

        assertThat(comparison.text())
                .contains("equal - plain: +1.0 points", "better - plain: +30.0 points")
                .containsPattern("equal - plain: .*within the noise")
                .containsPattern("better - plain: .*beyond the noise");
    }

    @Test
    void equalLabelsOfOtherImagesAreNotCompared() {
        Comparison others = Comparison.of(
                List.of(run("plain", 1, 40, 0.4), run("better", 1, 70, 0.7, "others"), run("best", 1, 80, 0.8)));

        assertThat(others.differences())
                .extracting(Comparison.Difference::second)
                .containsExactly("best");
        assertThat(others.notes()).hasSize(2);
        assertThat(others.text())
                .contains(
                        "better - plain: no difference is given, because they were measured on different test images");

        Comparison mixed = Comparison.of(List.of(run("plain", 1, 40, 0.4), run("plain", 2, 40, 0.4, "others")));
        assertThat(mixed.notes())
                .containsExactly(
                        "plain: its runs were measured on different test images, so their mean is of no one set");

        Comparison earlier = Comparison.of(List.of(run("plain", 1, 40, 0.4), run("better", 1, 70, 0.7, null)));
        assertThat(earlier.differences()).hasSize(1);
        assertThat(earlier.notes())
                .singleElement()
                .asString()
                .startsWith("an earlier ncl4j measured some of the runs and did not note on which images");
    }

    @Test
    void columnsAreAligned() {
        List<String> lines = Comparison.of(List.of(run("plain", 1, 40, 0.4), run("better-by-far", 1, 70, 0.7)))
                .text()
                .lines()
                .toList();

        assertThat(lines.get(0))
                .hasSameSizeAs(lines.get(1))
                .hasSameSizeAs(lines.get(2))
                .contains("ECE");
        assertThat(lines.get(2)).startsWith("better-by-far").contains("70.0", "62.5", "n/a", "12.5", "1,000");
    }

    @Test
    void thePageHasTheTableAndTheSentences() {
        Comparison comparison = Comparison.of(List.of(run("plain", 1, 40, 0.4), run("better", 1, 70, 0.7)));

        assertThat(ComparisonPage.of(comparison).html())
                .contains("<bdi>plain</bdi>", "beyond the noise", "<svg", "default-src")
                .doesNotContain("<script");
    }

    @Test
    void aRunWithoutItsEndIsNamed() {
        RunFiles run = run("plain", 1, 40, 0.4);
        RunFiles unfinished =
                new RunFiles(run.folder(), run.configText(), run.config(), run.epochs(), null, null, run.environment());

        assertThatThrownBy(() -> Comparison.of(List.of(unfinished)))
                .hasMessageStartingWith("plain/seed-1: has no evaluation.json");
    }
}
