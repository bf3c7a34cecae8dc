package io.github.ncl4j.serve.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.ncl4j.predict.ModelFileException;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProbabilitiesTest {

    private static final float LN2 = (float) Math.log(2);
    private static final float LN3 = (float) Math.log(3);
    private static final double TOLERANCE = 1e-7;

    /** Two experts, two images, two classes. exp of the first expert's logits: 1 and 3, 2 and 2; of the second's: 1 and 1, 3 and 1. */
    private static final float[] LOGITS = {0, LN3, LN2, LN2, 0, 0, LN3, 0};

    @Test
    void expertsAreSoftmaxesAndTheEnsembleThatOfTheMeanLogits() {
        List<Probabilities> images = Probabilities.ofLogits(LOGITS, 2, 2);

        assertThat(images).hasSize(2);
        Probabilities first = images.get(0);
        assertThat(first.expert(0, 1)).isCloseTo(.75, within(TOLERANCE));
        assertThat(first.expert(1, 1)).isCloseTo(.5, within(TOLERANCE));
        // exp of the mean of 0 and 0 is 1, of log 3 and 0 it is the root of 3.
        assertThat(first.ensemble(1)).isCloseTo(Math.sqrt(3) / (1 + Math.sqrt(3)), within(TOLERANCE));
        assertThat(first.ensemble(0) + first.ensemble(1)).isCloseTo(1, within(TOLERANCE));
        Probabilities second = images.get(1);
        assertThat(second.expert(0, 0)).isCloseTo(.5, within(TOLERANCE));
        assertThat(second.expert(1, 0)).isCloseTo(.75, within(TOLERANCE));
    }

    @Test
    void rowsByImageAreTheSameNumbersInAnotherOrder() {
        List<Probabilities> rows =
                Probabilities.ofExperts(List.of(new float[] {0, LN3, 0, 0}, new float[] {LN2, LN2, LN3, 0}), 2);

        List<Probabilities> images = Probabilities.ofLogits(LOGITS, 2, 2);
        for (int i = 0; i < 2; i++) {
            assertThat(rows.get(i).ensemble(1)).isEqualTo(images.get(i).ensemble(1));
            assertThat(rows.get(i).expert(1, 0)).isEqualTo(images.get(i).expert(1, 0));
        }
    }

    @Test
    void theEnsembleAloneTellsOfNoExpert() {
        Probabilities image =
                Probabilities.ofEnsemble(List.of(new float[] {0, LN3})).get(0);

        assertThat(image.ensemble(1)).isCloseTo(.75, within(TOLERANCE));
        assertThat(image.experts()).isZero();
        assertThat(image.top(1)).containsExactly(1);
    }

    @Test
    void theLikeliestComesFirstAndEqualOnesByClassNumber() {
        Probabilities image =
                Probabilities.ofLogits(new float[] {1, 5, 5, 0}, 1, 1).get(0);

        assertThat(image.top(3)).containsExactly(1, 2, 0);
        assertThat(image.top(9)).containsExactly(1, 2, 0, 3);
        assertThat(image.best(0)).isEqualTo(1);
    }

    @Test
    void largeLogitsDoNotOverflow() {
        Probabilities image =
                Probabilities.ofLogits(new float[] {1e30f, 0}, 1, 1).get(0);

        assertThat(image.ensemble(0)).isEqualTo(1);
    }

    @Test
    void logitsThatAreNoNumbersAreRefused() {
        assertThatThrownBy(() -> Probabilities.ofLogits(new float[] {0, Float.NaN}, 1, 1))
                .isInstanceOf(ModelFileException.class)
                .hasMessageContaining("not finite");
    }
}
