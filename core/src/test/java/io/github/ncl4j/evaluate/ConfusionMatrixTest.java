package io.github.ncl4j.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ConfusionMatrixTest {

    @Test
    void rowsAreTargetsAndColumnsArePredictions() {
        // Two cats, one taken for a dog; one dog, taken for a cat; class 2 neither shown nor predicted.
        ConfusionMatrix.Builder builder = new ConfusionMatrix.Builder(3);
        builder.add(0, 0);
        builder.add(0, 1);
        builder.add(1, 0);

        ConfusionMatrix matrix = builder.build();

        assertThat(matrix.row(0)).containsExactly(1, 1, 0);
        assertThat(matrix.row(1)).containsExactly(1, 0, 0);
        assertThat(matrix.row(2)).containsExactly(0, 0, 0);
        assertThat(matrix.images(0)).isEqualTo(2);
        assertThat(matrix.predictions(1)).isEqualTo(1);
        assertThat(matrix.recall(0)).isEqualTo(1 / 2.0);
        assertThat(matrix.precision(0)).isEqualTo(1 / 2.0);
        assertThat(matrix.recall(2)).as("0 / 0 is 0").isZero();
        assertThat(matrix.precision(2)).as("0 / 0 is 0").isZero();
    }

    @Test
    void laterCountsDoNotChangeAMatrix() {
        ConfusionMatrix.Builder builder = new ConfusionMatrix.Builder(2);
        builder.add(0, 0);
        ConfusionMatrix matrix = builder.build();

        builder.add(0, 0);

        assertThat(matrix.count(0, 0)).isEqualTo(1);
        assertThat(matrix.images(0)).isEqualTo(1);
    }

    @Test
    void imagesWithoutAPredictionLowerTheRecall() {
        ConfusionMatrix.Builder builder = new ConfusionMatrix.Builder(2);
        builder.add(0, 0);
        builder.addUndecided(0);

        assertThat(builder.build().recall(0)).isEqualTo(0.5);
        assertThat(builder.build().precision(0)).isEqualTo(1);
    }
}
