package io.github.ncl4j.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ncl4j.config.EvaluateConfig.ShotProtocol;
import org.junit.jupiter.api.Test;

class AccuracyTableTest {

    @Test
    void everyPredictorHasARow() {
        EvaluationCounter tally = new EvaluationCounter(2, ShotGroups.of(new int[] {500, 50}, ShotProtocol.POOLED));
        // Three images; expert 1 predicts 0, 0, 1, expert 2 is sure of 1, 1, 1.
        tally.add(new float[] {1, 0, 1, 0, 0, 1, 0, 2, 0, 2, 0, 2}, new long[] {0, 0, 1});

        assertThat(AccuracyTable.of(tally.evaluation())).isEqualTo("""
                                   top-1   top-5    many  medium     few
                        ensemble   33.3%  100.0%    0.0%  100.0%     n/a
                        expert 1  100.0%  100.0%  100.0%  100.0%     n/a
                        expert 2   33.3%  100.0%    0.0%  100.0%     n/a
                        """);
    }

    @Test
    void brokenWeightsAreNamed() {
        EvaluationCounter tally = new EvaluationCounter(1, ShotGroups.of(new int[] {500, 50}, ShotProtocol.POOLED));
        tally.add(new float[] {1, 0, Float.NaN, 0}, new long[] {0, 0});

        assertThat(AccuracyTable.of(tally.evaluation()))
                .endsWith(
                        "1 of 2 images have logits that are NaN or infinite, and count as wrong: the weights are broken\n");
    }

    @Test
    void anAccuracyIsAFraction() {
        assertThatThrownBy(() -> new Accuracy(0.5, 1, 62.0, null, null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("many must be in [0, 1], not 62.0");
        assertThatThrownBy(() -> new Accuracy(Double.NaN, 1, null, null, null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("top1 must be in [0, 1], not NaN");
    }
}
