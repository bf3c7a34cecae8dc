package io.github.ncl4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import io.github.ncl4j.config.DataConfig;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SamplerTest {

    private static final int EPOCHS = 40;

    /** Class c has {@link #COUNTS}[c] images; classes alternate as far as they go, so that order and class are independent. */
    private static final int[] COUNTS = {1000, 0, 100, 10};

    private static final ImageDataset DATASET = new ListedDataset(4, targets(COUNTS));

    private static int[] targets(int[] counts) {
        return IntStream.range(0, Arrays.stream(counts).max().orElseThrow())
                .flatMap(i -> IntStream.range(0, counts.length).filter(c -> i < counts[c]))
                .toArray();
    }

    static Stream<DataConfig.Sampler> samplers() {
        return Stream.of(
                new DataConfig.Instance(),
                new DataConfig.ClassBalanced(),
                new DataConfig.SquareRoot(),
                new DataConfig.FourthRoot(),
                new DataConfig.ProgressivelyBalanced(),
                new DataConfig.RepeatFactor(0.1));
    }

    @Test
    void probabilitiesByHand() {
        int[] counts = {16, 1};
        assertThat(ClassSampler.balanced(counts)).containsExactly(0.5, 0.5);
        assertThat(ClassSampler.squareRoot(counts)).containsExactly(4 / 5.0, 1 / 5.0);
        assertThat(ClassSampler.fourthRoot(counts)).containsExactly(2 / 3.0, 1 / 3.0);
        assertThat(ClassSampler.progressive(new int[] {4, 1}, 1, 4)[0])
                .isEqualTo(0.75 * 0.8 + 0.25 * 0.5, offset(1e-15));
        assertThat(ClassSampler.progressive(new int[] {4, 1}, 4, 4)).containsExactly(0.5, 0.5);
    }

    @Test
    void aDeferredSamplerSwitchesInItsEpoch() {
        Sampler instance = Sampler.of(new DataConfig.Instance(), DATASET, EPOCHS, 7);
        Sampler balanced = Sampler.of(new DataConfig.ClassBalanced(), DATASET, EPOCHS, 7);

        Sampler deferred = Sampler.deferred(instance, 3, balanced);

        assertThat(deferred.length()).isEqualTo(DATASET.size());
        assertThat(deferred.draw(2)).isEqualTo(instance.draw(2));
        assertThat(deferred.draw(3)).isEqualTo(balanced.draw(3));
    }

    @Test
    void samplersOfUnequalEpochsAreNotDeferred() {
        Sampler instance = Sampler.of(new DataConfig.Instance(), DATASET, EPOCHS, 7);
        Sampler repeating = Sampler.of(new DataConfig.RepeatFactor(0.1), DATASET, EPOCHS, 7);

        assertThatThrownBy(() -> Sampler.deferred(repeating, 3, instance))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("the epochs of the two samplers must be equally long, not ");
    }

    @Test
    void repeatFactorsByHand() {
        // Shares 0.9, 0.09, 0.01 and 0 under a threshold of 0.09.
        assertThat(RepeatFactorSampler.factors(new int[] {90, 9, 1, 0}, 0.09)).containsExactly(1, 1, 3, 1);
    }

    @ParameterizedTest
    @MethodSource("samplers")
    void anEpochIsAFunctionOfSeedAndEpoch(DataConfig.Sampler config) {
        Sampler sampler = Sampler.of(config, DATASET, EPOCHS, 7);
        Sampler same = Sampler.of(config, DATASET, EPOCHS, 7);
        same.draw(1);
        int[] second = sampler.draw(2);
        assertThat(second).hasSize(sampler.length()).isEqualTo(same.draw(2));
        assertThat(second).isNotEqualTo(sampler.draw(3));
        assertThat(second).isNotEqualTo(Sampler.of(config, DATASET, EPOCHS, 8).draw(2));
    }

    @Test
    void instancesComeOnceEach() {
        Sampler sampler = Sampler.of(new DataConfig.Instance(), DATASET, EPOCHS, 3);
        assertThat(sampler.draw(5)).isNotEqualTo(IntStream.range(0, 1110).toArray());
        assertThat(Arrays.stream(sampler.draw(5)).sorted().toArray())
                .isEqualTo(IntStream.range(0, 1110).toArray());
        assertThat(Sampler.inOrder(3).draw(5)).containsExactly(0, 1, 2);
    }

    @Test
    void classesComeAsOftenAsTheirProbability() {
        assertShares(new DataConfig.ClassBalanced(), ClassSampler.balanced(COUNTS));
        assertShares(new DataConfig.SquareRoot(), ClassSampler.squareRoot(COUNTS));
        assertShares(new DataConfig.FourthRoot(), ClassSampler.fourthRoot(COUNTS));
    }

    private static void assertShares(DataConfig.Sampler config, double[] probabilities) {
        Sampler sampler = Sampler.of(config, DATASET, EPOCHS, 11);
        long[] drawn = new long[4];
        for (int epoch = 1; epoch <= EPOCHS; epoch++) {
            add(drawn, sampler.draw(epoch));
        }
        for (int c = 0; c < 4; c++) {
            assertBinomial(drawn[c], (long) EPOCHS * sampler.length(), probabilities[c]);
        }
    }

    private static void add(long[] classes, int[] drawn) {
        for (int index : drawn) {
            classes[DATASET.target(index)]++;
        }
    }

    /** Within 4.5 deviations: a right sampler fails with a probability below 1e-5, and the seed is fixed. */
    private static void assertBinomial(long successes, long draws, double probability) {
        double deviation = Math.sqrt(draws * probability * (1 - probability));
        assertThat((double) successes).isEqualTo(draws * probability, offset(4.5 * deviation));
    }

    @Test
    void theProgressiveSamplerMovesFromInstancesToClasses() {
        Sampler sampler = Sampler.of(new DataConfig.ProgressivelyBalanced(), DATASET, EPOCHS, 5);
        for (int epoch : new int[] {1, EPOCHS / 2, EPOCHS}) {
            long[] drawn = new long[4];
            add(drawn, sampler.draw(epoch));
            double share = (double) epoch / EPOCHS;
            for (int c = 0; c < 4; c++) {
                double probability = share * (COUNTS[c] == 0 ? 0 : 1 / 3.0) + (1 - share) * COUNTS[c] / 1110.0;
                assertBinomial(drawn[c], 1110, probability);
            }
        }
    }

    @Test
    void theImagesOfAClassComeEquallyOften() {
        Sampler sampler = Sampler.of(new DataConfig.ClassBalanced(), DATASET, EPOCHS, 13);
        long[] drawn = new long[1110];
        for (int epoch = 1; epoch <= EPOCHS; epoch++) {
            Arrays.stream(sampler.draw(epoch)).forEach(index -> drawn[index]++);
        }
        int[] rarest = DATASET.members(DATASET.classCounts())[3];
        assertThat(rarest).hasSize(10);
        for (int index : rarest) {
            assertBinomial(drawn[index], EPOCHS * 1110L, 1 / 30.0);
        }
    }

    @Test
    void rareImagesAreRepeatedAndAllAreThere() {
        Sampler sampler = Sampler.of(new DataConfig.RepeatFactor(0.1), DATASET, EPOCHS, 17);
        double[] factors = RepeatFactorSampler.factors(COUNTS, 0.1);
        // sqrt(0.1 * 1110 / 100) = 1.054 and sqrt(0.1 * 1110 / 10) = 3.332
        assertThat(sampler.length()).isEqualTo((int) Math.round(1000 + 100 * factors[2] + 10 * factors[3]));
        long[] drawn = new long[1110];
        for (int epoch = 1; epoch <= EPOCHS; epoch++) {
            long[] now = new long[1110];
            Arrays.stream(sampler.draw(epoch)).forEach(index -> now[index]++);
            for (int i = 0; i < 1110; i++) {
                double factor = factors[DATASET.target(i)];
                assertThat(now[i]).isBetween((long) factor, (long) Math.ceil(factor * 1.001));
                drawn[i] += now[i];
            }
        }
        for (int index : DATASET.members(DATASET.classCounts())[3]) {
            long extra = drawn[index] - 3L * EPOCHS;
            assertBinomial(extra, EPOCHS, factors[3] - 3);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7})
    void processesCoverEachPositionOnce(int worldSize) {
        for (int length = 0; length < 30; length++) {
            assertThat(positions(length, worldSize, false))
                    .containsExactlyInAnyOrderElementsOf(
                            IntStream.range(0, length).boxed().toList());
            int whole = length - length % worldSize;
            assertThat(positions(length, worldSize, true))
                    .containsExactlyInAnyOrderElementsOf(
                            IntStream.range(0, whole).boxed().toList());
            for (int rank = 0; rank < worldSize; rank++) {
                assertThat(new Partition(rank, worldSize).size(length, true)).isEqualTo(whole / worldSize);
            }
        }
    }

    private static List<Integer> positions(int length, int worldSize, boolean dropUneven) {
        return IntStream.range(0, worldSize)
                .flatMap(rank -> {
                    Partition partition = new Partition(rank, worldSize);
                    int[] positions = partition.positions(length, dropUneven);
                    assertThat(positions).hasSize(partition.size(length, dropUneven));
                    return IntStream.of(positions);
                })
                .boxed()
                .toList();
    }

    @Test
    void refusesRanksThatAreNotThere() {
        assertThatThrownBy(() -> new Partition(2, 2))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("there is no rank 2 of 2 processes");
    }
}
