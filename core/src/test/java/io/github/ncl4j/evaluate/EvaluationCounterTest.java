package io.github.ncl4j.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.ncl4j.config.EvaluateConfig.ShotProtocol;
import io.github.ncl4j.data.RandomStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class EvaluationCounterTest {

    /** Classes 0 and 1 are many, 2 is medium, 3 is few. */
    private static final int[] COUNTS = {500, 200, 50, 5};

    private static EvaluationCounter tally(int experts, ShotProtocol protocol, int... counts) {
        return new EvaluationCounter(experts, ShotGroups.of(counts, protocol));
    }

    /** Logits of one expert that predicts the given classes. */
    private static float[] oneHot(int classes, int... predictions) {
        float[] logits = new float[predictions.length * classes];
        for (int n = 0; n < predictions.length; n++) {
            logits[n * classes + predictions[n]] = 1;
        }
        return logits;
    }

    @Test
    void pooledAccuracyWeighsImagesAndClassMeanWeighsClasses() {
        // Class 0: three images, two right. Class 1: one image, wrong. Class 2: one image, right. Class 3: none.
        float[] logits = oneHot(4, 0, 0, 3, 0, 2);
        long[] targets = {0, 0, 0, 1, 2};
        EvaluationCounter pooled = tally(1, ShotProtocol.POOLED, COUNTS);
        EvaluationCounter classMean = tally(1, ShotProtocol.CLASS_MEAN, COUNTS);

        pooled.add(logits, targets);
        classMean.add(logits, targets);

        assertThat(pooled.evaluation().ensemble()).isEqualTo(new Accuracy(3 / 5.0, 1, 2 / 4.0, 1.0, null));
        Accuracy mean = classMean.evaluation().ensemble();
        assertThat(mean.many()).isCloseTo((2 / 3.0 + 0) / 2, within(1e-15));
        assertThat(mean.top1()).as("top-1 is over images in both").isEqualTo(3 / 5.0);
    }

    @Test
    void classesWithoutTestImagesHaveNoAccuracyAndDoNotCountInTheMean() {
        EvaluationCounter tally = tally(1, ShotProtocol.CLASS_MEAN, 500, 500, 500);
        tally.add(oneHot(3, 0, 0), new long[] {0, 1});

        Evaluation evaluation = tally.evaluation();

        assertThat(evaluation.classAccuracy()).containsExactly(1.0, 0.0, null);
        assertThat(evaluation.ensemble().many()).isEqualTo(0.5);
        assertThat(evaluation.ensemble().medium()).isNull();
        assertThat(evaluation.ensemble().few()).isNull();
    }

    @Test
    void theEnsembleIsTheMeanOfRawLogits() {
        // Two of three experts say class 1, but the mean, (4, 2, 0) / 3, says class 0.
        float[] logits = {4, 0, 0, 0, 1, 0, 0, 1, 0};
        EvaluationCounter tally = tally(3, ShotProtocol.POOLED, 1, 1, 1);

        tally.add(logits, new long[] {0});

        Evaluation evaluation = tally.evaluation();
        assertThat(evaluation.ensemble().top1()).isEqualTo(1);
        assertThat(evaluation.experts()).extracting(Accuracy::top1).containsExactly(1.0, 0.0, 0.0);
        assertThat(evaluation.bestExpert()).isZero();
    }

    @Test
    void expertsFollowEachOtherInTheLogitsAndImagesWithinThem() {
        // Expert 0 predicts 0, 1; expert 1 predicts 1, 1. A batch of two images with targets 1, 1.
        float[] logits = {1, 0, 0, 1, 0, 1, 0, 1};
        EvaluationCounter tally = tally(2, ShotProtocol.POOLED, 1, 1);

        tally.add(logits, new long[] {1, 1});

        assertThat(tally.evaluation().experts()).extracting(Accuracy::top1).containsExactly(0.5, 1.0);
        assertThat(tally.evaluation().bestExpert()).isEqualTo(1);
    }

    @Test
    void ofEqualLogitsTheFirstClassIsPredicted() {
        EvaluationCounter tally = tally(1, ShotProtocol.POOLED, 1, 1, 1);

        tally.add(new float[] {0, 7, 7}, new long[] {1});
        tally.add(new float[] {0, 7, 7}, new long[] {2});

        assertThat(tally.evaluation().classAccuracy()).containsExactly(null, 1.0, 0.0);
        assertThat(tally.evaluation().confusion().count(2, 1)).isEqualTo(1);
    }

    @Test
    void topFiveLooksAtFiveLogits() {
        float[] descending = {7, 6, 5, 4, 3, 2, 1};
        EvaluationCounter tally = tally(1, ShotProtocol.POOLED, 1, 1, 1, 1, 1, 1, 1);

        tally.add(descending, new long[] {4});
        assertThat(tally.evaluation().ensemble().top5()).isEqualTo(1);

        tally.add(descending, new long[] {5});
        assertThat(tally.evaluation().ensemble().top5()).isEqualTo(0.5);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4, 5})
    void topFiveOfFiveClassesOrFewerIsAlwaysRight(int classes) {
        EvaluationCounter tally = tally(1, ShotProtocol.POOLED, new int[classes]);

        tally.add(oneHot(classes, 0), new long[] {classes - 1});

        assertThat(tally.evaluation().ensemble().top5()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
    void logitsThatAreNotFiniteAreNeverRight(float broken) {
        // Expert 0 is broken in a class that is neither predicted nor asked for; expert 1 is right.
        float[] logits = {5, broken, 0, 5, 0, 0};
        EvaluationCounter tally = tally(2, ShotProtocol.POOLED, 500, 500, 500);

        tally.add(logits, new long[] {0});

        Evaluation evaluation = tally.evaluation();
        assertThat(evaluation.experts().get(0)).isEqualTo(new Accuracy(0, 0, 0.0, null, null));
        assertThat(evaluation.experts().get(1)).isEqualTo(new Accuracy(1, 1, 1.0, null, null));
        assertThat(evaluation.ensemble().top1()).isZero();
        assertThat(evaluation.classAccuracy().get(0)).isZero();
        assertThat(evaluation.undecided()).isEqualTo(1);
        assertThat(evaluation.confusion().row(0)).containsExactly(0, 0, 0);
    }

    @Test
    void aSumThatOverflowsIsNoPredictionEither() {
        float huge = Float.MAX_VALUE;
        EvaluationCounter tally = tally(2, ShotProtocol.POOLED, 1, 1);

        tally.add(new float[] {huge, 0, huge, 0}, new long[] {0});

        assertThat(tally.evaluation().undecided()).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource(ShotProtocol.class)
    void howImagesAreBatchedDoesNotMatter(ShotProtocol protocol) {
        int images = 60;
        int classes = 4;
        RandomStream random = RandomStream.of(17);
        float[] logits = new float[images * classes];
        long[] targets = new long[images];
        EvaluationCounter single = tally(1, protocol, COUNTS);
        for (int n = 0; n < images; n++) {
            float[] row = new float[classes];
            for (int c = 0; c < classes; c++) {
                row[c] = random.nextInt(3);
                logits[n * classes + c] = row[c];
            }
            targets[n] = random.nextInt(classes);
            single.add(row, new long[] {targets[n]});
        }
        EvaluationCounter whole = tally(1, protocol, COUNTS);
        whole.add(logits, targets);

        assertThat(single.evaluation().ensemble()).isEqualTo(whole.evaluation().ensemble());
        assertThat(whole.evaluation().images()).isEqualTo(images);
        assertThat(whole.evaluation().experts())
                .as("one expert is its own ensemble")
                .containsExactly(whole.evaluation().ensemble());
    }

    @Test
    void whatDoesNotFitIsRefusedAndNotCounted() {
        EvaluationCounter tally = tally(2, ShotProtocol.POOLED, 1, 1, 1);

        assertThatThrownBy(() -> tally.add(new float[5], new long[] {0}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("5 logits are not those of 2 experts, 1 images and 3 classes");
        assertThatThrownBy(() -> tally.add(new float[12], new long[] {0, 3}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("target 3 of image 1 of the batch is not in [0, 3)");
        assertThatThrownBy(tally::evaluation)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("there is no accuracy without images");
    }
}
