package io.github.ncl4j.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.ncl4j.config.LossConfig.HcmSource;
import io.github.ncl4j.config.LossConfig.OutsideMask;
import io.github.ncl4j.data.RandomStream;
import io.github.ncl4j.torch.EngineScope;
import io.github.ncl4j.torch.HostArrays;
import java.util.stream.DoubleStream;
import java.util.stream.LongStream;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(EngineScope.class)
class HardCategoryMiningTest {

    private static double[] mask(int hardCategories, double[] logits, long... targets) {
        Tensor z = Gradients.logits(logits, 1, targets.length, logits.length / targets.length);
        return HostArrays.doubles(asReference(hardCategories).mask(z, HostArrays.tensor(targets)));
    }

    private static HardCategoryMining asReference(int hardCategories) {
        return new HardCategoryMining(hardCategories, HcmSource.FIRST_EXPERT, OutsideMask.ZERO);
    }

    @Test
    void theTargetAndTheHighestOthersAreHard() {
        double[] threeTwoOne = {3, 2, 1};

        assertThat(mask(2, threeTwoOne, 0)).containsExactly(1, 1, 0);
        assertThat(mask(2, threeTwoOne, 1)).containsExactly(1, 1, 0);
        assertThat(mask(2, threeTwoOne, 2)).containsExactly(1, 0, 1);
    }

    @Test
    void oneHardCategoryIsTheTarget() {
        assertThat(mask(1, new double[] {3, 2, 1}, 2)).containsExactly(0, 0, 1);
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 4, 1000})
    void asManyAsThereAreClassesIsAll(int hardCategories) {
        assertThat(mask(hardCategories, new double[] {3, 2, 1}, 2)).containsExactly(1, 1, 1);
    }

    /** Of (3, 2, 1) two are hard: for targets 0 and 1 the classes 0 and 1, for target 2 the classes 0 and 2. */
    @Test
    void whatWasChosenBesideTheTargetIsCounted() {
        Tensor logits = Gradients.logits(new double[] {3, 2, 1, 3, 2, 1, 3, 2, 1}, 1, 3, 3);
        Tensor targets = HostArrays.tensor(new long[] {0, 1, 2});
        HardCategoryMining mining = asReference(2);

        Objective.HardCategories counted = mining.counts(mining.mask(logits, targets), targets);

        assertThat(counted.choices()).isEqualTo(3);
        assertThat(HostArrays.doubles(counted.counts())).containsExactly(2, 1, 0);
    }

    @Test
    void expertsThatChooseForThemselvesAreCountedOneByOne() {
        // For target 0 the first expert takes class 1 and the second class 2.
        Tensor logits = Gradients.logits(new double[] {3, 2, 1, 3, 1, 2}, 2, 1, 3);
        Tensor targets = HostArrays.tensor(new long[] {0});
        HardCategoryMining mining = new HardCategoryMining(2, HcmSource.EACH_EXPERT, OutsideMask.ZERO);

        Objective.HardCategories counted = mining.counts(mining.mask(logits, targets), targets);

        assertThat(counted.choices()).isEqualTo(2);
        assertThat(HostArrays.doubles(counted.counts())).containsExactly(0, 1, 1);
    }

    @Test
    void whereAllAreHardNothingIsChosenAndNothingCounted() {
        Tensor targets = HostArrays.tensor(new long[] {2});
        Tensor logits = Gradients.logits(new double[] {3, 2, 1}, 1, 1, 3);

        assertThat(asReference(3).counts(asReference(3).mask(logits, targets), targets))
                .isNull();
        assertThat(asReference(4).counts(asReference(4).mask(logits, targets), targets))
                .isNull();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void theCountsAreThoseOfAPlainLoopOverTheMask(long seed) {
        int rows = 17;
        int classes = 9;
        int hard = 4;
        RandomStream random = RandomStream.of(seed);
        long[] targets =
                LongStream.generate(() -> random.nextInt(classes)).limit(rows).toArray();
        Tensor logits = Gradients.logits(Gradients.random(seed, rows * classes), 1, rows, classes);
        Tensor mask = asReference(hard).mask(logits, HostArrays.tensor(targets));
        double[] expected = new double[classes];
        double[] flat = HostArrays.doubles(mask);
        for (int n = 0; n < rows; n++) {
            for (int c = 0; c < classes; c++) {
                expected[c] += c == targets[n] ? 0 : flat[n * classes + c];
            }
        }

        double[] counts = HostArrays.doubles(
                asReference(hard).counts(mask, HostArrays.tensor(targets)).counts());

        assertThat(counts).isEqualTo(expected);
        assertThat(DoubleStream.of(counts).sum()).isEqualTo(rows * (hard - 1));
    }

    @Test
    void noGradientFlowsThroughTheChoice() {
        Tensor logits = Gradients.logits(new double[] {3, 2, 1}, 1, 1, 3).set_requires_grad(true);

        Tensor mask = asReference(2).mask(logits, HostArrays.tensor(new long[] {2}));

        assertThat(mask.requires_grad()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void everyHardCategoryIsTheTargetOrAboveEveryEasyOne(long seed) {
        RandomStream random = RandomStream.of(seed);
        int classes = 2 + random.nextInt(8);
        int hard = 1 + random.nextInt(classes);
        int target = random.nextInt(classes);
        double[] logits = Gradients.random(seed, classes);

        double[] mask = mask(hard, logits, target);

        assertThat(mask[target]).isEqualTo(1);
        int ones = 0;
        for (int c = 0; c < classes; c++) {
            ones += (int) mask[c];
            for (int other = 0; other < classes; other++) {
                if (c != target && mask[c] == 1 && mask[other] == 0) {
                    assertThat(logits[c]).isGreaterThan(logits[other]);
                }
            }
        }
        assertThat(ones).isEqualTo(hard);
    }

    @Test
    void theFirstExpertChoosesForAllOrEachForItself() {
        Tensor logits = Gradients.logits(new double[] {3, 2, 1, 1, 2, 3}, 2, 1, 3);
        Tensor target = HostArrays.tensor(new long[] {1});

        assertThat(HostArrays.doubles(
                        new HardCategoryMining(2, HcmSource.FIRST_EXPERT, OutsideMask.ZERO).mask(logits, target)))
                .containsExactly(1, 1, 0);
        assertThat(HostArrays.doubles(
                        new HardCategoryMining(2, HcmSource.EACH_EXPERT, OutsideMask.ZERO).mask(logits, target)))
                .containsExactly(1, 1, 0, 0, 1, 1);
    }

    @Test
    void theOthersKeepALogitOfZeroOrLeaveTheSoftmax() {
        Tensor logits = Gradients.logits(new double[] {Math.log(2), 0, 5}, 1, 1, 3);
        Tensor mask = Gradients.logits(new double[] {1, 1, 0}, 1, 1, 3);

        Tensor zero = new HardCategoryMining(2, HcmSource.FIRST_EXPERT, OutsideMask.ZERO).restrict(logits, mask);
        Tensor outside =
                new HardCategoryMining(2, HcmSource.FIRST_EXPERT, OutsideMask.MINUS_INFINITY).restrict(logits, mask);

        assertThat(HostArrays.doubles(zero.softmax(2))).containsExactly(new double[] {.5, .25, .25}, within(1e-15));
        assertThat(HostArrays.doubles(outside.softmax(2)))
                .containsExactly(new double[] {2 / 3.0, 1 / 3.0, 0}, within(1e-15));
        assertThat(outside.softmax(2).select(2, 2).item_double()).isZero();
    }

    @Test
    void anEmptySubsetIsRefused() {
        assertThatThrownBy(() -> asReference(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("hcm_n must be at least 1, not 0");
    }
}
