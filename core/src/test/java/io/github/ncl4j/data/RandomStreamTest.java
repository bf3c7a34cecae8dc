package io.github.ncl4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;

/** Distributions by their moments: 20,000 draws of one seed, within five standard errors of what theory says. */
class RandomStreamTest {

    private static final int DRAWS = 20_000;

    @Test
    void isAFunctionOfItsKeysAndTheirOrder() {
        assertThat(RandomStream.of(1, 2, 3).nextLong())
                .isEqualTo(RandomStream.of(1, 2, 3).nextLong())
                .isNotEqualTo(RandomStream.of(1, 3, 2).nextLong())
                .isNotEqualTo(RandomStream.of(1, 2).nextLong())
                .isNotEqualTo(RandomStream.of(2, 2, 3).nextLong());
    }

    @Test
    void uniformNumbersFillTheirRange() {
        assertMoments(stream -> stream.uniform(-2, 4), 1, 6 / Math.sqrt(12));
        RandomStream stream = RandomStream.of(5);
        for (int i = 0; i < DRAWS; i++) {
            assertThat(stream.uniform(-2, 4)).isBetween(-2.0, 4.0);
        }
        assertThat(stream.uniform(3, 3)).isEqualTo(3);
    }

    @Test
    void gaussianNumbersHaveTheRightMomentsAndTails() {
        assertMoments(RandomStream::nextGaussian, 0, 1);
        assertMoments(stream -> stream.nextGaussian() > 1 ? 1 : 0, 0.158655, Math.sqrt(0.158655 * 0.841345));
        assertMoments(stream -> stream.nextGaussian() > 2 ? 1 : 0, 0.02275, Math.sqrt(0.02275 * 0.97725));
    }

    /** Strict mathematics gives these on every machine; a run of another machine can be repeated. */
    @Test
    void gaussianNumbersAreTheSameEverywhere() {
        RandomStream stream = RandomStream.of(42);
        assertThat(new double[] {stream.nextGaussian(), stream.nextGaussian(), stream.nextGaussian()})
                .containsExactly(0.8818545873573221, 1.052462856238756, 1.370003636900023);
    }

    @Test
    void betaNumbersHaveTheRightMoments() {
        for (double alpha : new double[] {0.2, 1, 3}) {
            // The variance of Beta(a, a) is 1 / (4 (2 a + 1)).
            assertMoments(stream -> stream.nextBeta(alpha, alpha), 0.5, Math.sqrt(1 / (4 * (2 * alpha + 1))));
        }
        assertMoments(stream -> stream.nextBeta(1, 3), 0.25, Math.sqrt(3.0 / (16 * 5)));
        assertThat(RandomStream.of(1).nextBeta(1e-5, 1e-5)).isIn(0.0, 1.0);
    }

    @Test
    void everyOrderIsEquallyLikely() {
        Map<String, Integer> seen = new TreeMap<>();
        RandomStream stream = RandomStream.of(6);
        for (int i = 0; i < DRAWS; i++) {
            seen.merge(Arrays.toString(stream.permutation(4)), 1, Integer::sum);
        }
        double expected = DRAWS / 24.0;
        assertThat(seen.values())
                .hasSize(24)
                .allSatisfy(count ->
                        assertThat((double) count).isCloseTo(expected, within(5 * Math.sqrt(expected * 23 / 24))));
    }

    /** Mean and second moment about it; the standard error of the latter is bounded by that of a normal distribution. */
    private static void assertMoments(ToDoubleFunction<RandomStream> draw, double mean, double deviation) {
        RandomStream stream = RandomStream.of(7);
        double sum = 0;
        double squares = 0;
        for (int i = 0; i < DRAWS; i++) {
            double value = draw.applyAsDouble(stream) - mean;
            sum += value;
            squares += value * value;
        }
        assertThat(sum / DRAWS).as("mean").isCloseTo(0, within(5 * deviation / Math.sqrt(DRAWS)));
        assertThat(Math.sqrt(squares / DRAWS)).as("deviation").isCloseTo(deviation, within(0.05 * deviation));
    }
}
