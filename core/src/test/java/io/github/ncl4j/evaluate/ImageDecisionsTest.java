package io.github.ncl4j.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class ImageDecisionsTest {

    /** Four images of the classes 0, 0, 1, 2; the ensemble takes the second for 1 and the last for 1. */
    private static final ImageDecisions DECISIONS = new ImageDecisions(
            new int[] {0, 0, 1, 2},
            decisions(0, 1, 1, 1),
            List.of(decisions(0, 1, 1, 2), decisions(0, 0, 0, 1), decisions(0, 1, 2, 1)));

    private static Decisions decisions(int... predicted) {
        return new Decisions(predicted, new float[predicted.length]);
    }

    @Test
    void everyClassWeighsTheSameInTheMeansOverClasses() {
        ClassMetrics metrics = ClassMetrics.of(DECISIONS.confusion(DECISIONS.ensemble(), 4));

        // Class 3 has no image. Recall 1/2, 1, 0; precision 1, 1/3, 0; F1 2/3, 1/2, 0.
        assertThat(metrics.balancedAccuracy()).isCloseTo(1.5 / 3, within(1e-15));
        assertThat(metrics.macroPrecision()).isCloseTo((1 + 1 / 3.0) / 3, within(1e-15));
        assertThat(metrics.macroF1()).isCloseTo((2 / 3.0 + 1 / 2.0) / 3, within(1e-15));
    }

    @Test
    void expertsDisagreeInPairs() {
        ExpertDisagreement disagreement = ExpertDisagreement.of(DECISIONS);

        // Experts 0 and 1 differ on three images, 0 and 2 on two, 1 and 2 on two: 7 of 12.
        assertThat(disagreement.mean()).isCloseTo(7 / 12.0, within(1e-15));
        assertThat(disagreement.allRight()).as("the first image").isEqualTo(.25);
        assertThat(disagreement.someRight()).isEqualTo(1);
    }

    @Test
    void theMostFrequentMistakesComeFirst() {
        ImageDecisions decisions =
                new ImageDecisions(new int[] {0, 1, 1, 2}, decisions(1, 2, 2, 2), List.of(decisions(1, 2, 2, 2)));
        ConfusionMatrix confusion = decisions.confusion(decisions.ensemble(), 3);

        assertThat(confusion.mistakes(5))
                .containsExactly(new ConfusionMatrix.Mistake(1, 2, 2), new ConfusionMatrix.Mistake(0, 1, 1));
        assertThat(confusion.mistakes(1)).hasSize(1);
        assertThat(confusion.worstClasses(5)).as("class 2 has no mistake").containsExactly(0, 1);
    }

    @Test
    void aRecorderKeepsDecisionsInTheOrderOfTheDataSetAndJoinsThoseOfOthers() {
        // One expert, two classes; process 0 sees image 1, process 1 the images 2 and 0.
        DecisionRecorder first = new DecisionRecorder(3, 1, 2);
        DecisionRecorder second = new DecisionRecorder(3, 1, 2);
        first.add(new float[] {0, (float) Math.log(3)}, new long[] {1}, new int[] {1});
        second.add(new float[] {5, 5, Float.NaN, 0}, new long[] {0, 1}, new int[] {2, 0});
        DecisionRecorder all = new DecisionRecorder(3, 1, 2);
        assertThatThrownBy(all::complete).hasMessage("3 of 3 images were not measured");

        all.add(first.numbers());
        all.add(second.numbers());

        ImageDecisions decisions = all.complete();
        assertThat(decisions.targets()).containsExactly(1, 1, 0);
        assertThat(decisions.ensemble().predicted())
                .as("NaN, 1, and of equals the first")
                .containsExactly(-1, 1, 0);
        assertThat(decisions.ensemble().confidence()).containsExactly(0, .75f, .5f);
        assertThat(decisions.experts().get(0).predicted()).containsExactly(-1, 1, 0);
    }

    @Test
    void halvesAreAlikeInTheirClasses() {
        EnsembleLogits images = new EnsembleLogits(new float[5][2], new int[] {0, 0, 1, 0, 1});

        assertThat(images.half(false).targets()).containsExactly(0, 1, 0);
        assertThat(images.half(true).targets()).containsExactly(0, 1);
    }

    @Test
    void columnsOfOtherLengthsAreRefused() {
        assertThatThrownBy(() -> new ImageDecisions(new int[2], decisions(0), List.of(decisions(0))))
                .hasMessage("1 decisions do not fit 2 images");
        assertThatThrownBy(() -> new Decisions(new int[1], new float[] {1.5f}))
                .hasMessage("a confidence must be in [0, 1], not 1.5");
    }
}
