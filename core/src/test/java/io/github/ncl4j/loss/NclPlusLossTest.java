package io.github.ncl4j.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.ncl4j.config.LossConfig;
import io.github.ncl4j.config.LossConfig.HcmSource;
import io.github.ncl4j.config.LossConfig.OutsideMask;
import io.github.ncl4j.image.UserException;
import io.github.ncl4j.torch.EngineScope;
import io.github.ncl4j.torch.HostArrays;
import java.util.Arrays;
import org.assertj.core.data.Offset;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The examples have three classes and few logits that are not 0. Counts of 1 leave the logits as they are; {@code p = (1/2,
 * 1/4, 1/4)} is the softmax of (ln 2, 0, 0), {@code q = (1/4, 1/4, 1/2)} that of (0, 0, ln 2), and {@code KL(p || q) = KL(q ||
 * p) = 1/4 ln 2}.
 */
@ExtendWith(EngineScope.class)
class NclPlusLossTest {

    private static final double LN2 = Math.log(2);

    /** The logarithms of the counts are float32, and the student's logarithm is that of p + 1e-9. */
    private static final Offset<Double> FLOAT32 = within(1e-6);

    private static final int[] ONES = {1, 1, 1};
    private static final int[] LONG_TAIL = {60, 30, 10};

    private static LossConfig.NclPlus hard(int hcmN) {
        return LossConfig.NclPlus.of(hcmN, 1, 1, .6);
    }

    private static LossConfig.NclPlus hard(int hcmN, HcmSource source, OutsideMask outside) {
        return LossConfig.NclPlus.of(hcmN, 1, 1, .6).withHcmSource(source).withOutsideMask(outside);
    }

    private static NclPlusLoss loss(LossConfig.NclPlus config, int views, int... classCounts) {
        return new NclPlusLoss(config, views, classCounts, new Device(torch.DeviceType.CPU));
    }

    private static Objective.Value forward(NclPlusLoss loss, double[] logits, int experts, long... targets) {
        Tensor z = Gradients.logits(logits, experts, targets.length, logits.length / experts / targets.length);
        return loss.forward(z, HostArrays.tensor(targets));
    }

    private static double part(Objective.Value value, String name) {
        return value.parts().get(name).item_double();
    }

    @Test
    void partsAreReportedBeforeTheirWeights() {
        // One image of class 0 in two views. Expert 0 says p of both views, expert 1 says q of both: they have
        // something
        // to teach each other, and nothing to learn from a second view. Categories 0 and 1 are hard by a hair.
        double[] logits = {LN2, 1e-9, 0, LN2, 1e-9, 0, 0, 0, LN2, 0, 0, LN2};
        try (NclPlusLoss loss = loss(LossConfig.NclPlus.of(2, 2, 3, 5), 2, ONES)) {
            Objective.Value value = forward(loss, logits, 2, 0, 0);

            // Masked with (1, 1, 0), the logits are those of p, and (0, 0, 0).
            double ce = Math.log(2) + Math.log(4);
            double hcmCe = Math.log(2) + Math.log(3);
            // The two pairs of experts give 1/4 ln 2 each, and over categories 0 and 1 alone 1/2 ln 2 and -1/4 ln 2.
            assertThat(value.parts()).containsOnlyKeys("ce", "hcm_ce", "inter", "inter_hcm", "intra", "intra_hcm");
            assertThat(part(value, "ce")).isCloseTo(ce, FLOAT32);
            assertThat(part(value, "hcm_ce")).isCloseTo(hcmCe, FLOAT32);
            assertThat(part(value, "inter")).isCloseTo(LN2 / 2, FLOAT32);
            assertThat(part(value, "inter_hcm")).isCloseTo(LN2 / 4, FLOAT32);
            assertThat(part(value, "intra")).isCloseTo(0, FLOAT32);
            assertThat(part(value, "intra_hcm")).isCloseTo(0, FLOAT32);
            assertThat(value.total().item_double())
                    .isCloseTo(2 * ce + 3 * hcmCe + 5 * (LN2 / 2 + LN2 / 4), within(1e-5));
        }
    }

    @Test
    void theViewsOfAnImageTeachEachOtherWithinEachExpert() {
        // Rows are view 0 of images A and B, then view 1 of A and B. Both experts say of A p, then q, and of B always
        // p.
        double[] expert = {LN2, 1e-9, 0, LN2, 1e-9, 0, 0, 0, LN2, LN2, 1e-9, 0};
        double[] logits = Arrays.copyOf(expert, 24);
        System.arraycopy(expert, 0, logits, 12, 12);
        try (NclPlusLoss loss = loss(hard(2), 2, ONES)) {
            Objective.Value value = forward(loss, logits, 2, 0, 0, 0, 0);

            // A gives 1/2 ln 2 in each expert, B nothing; a mean over the two images, a sum over the two experts.
            assertThat(part(value, "intra")).isCloseTo(LN2 / 2, FLOAT32);
            assertThat(part(value, "intra_hcm")).isCloseTo(LN2 / 4, FLOAT32);
            assertThat(part(value, "inter")).isCloseTo(0, FLOAT32);
        }
    }

    @ParameterizedTest
    @CsvSource({"2, 2, 1", "3, 4, 3", "4, 6, 6"})
    void theSumIsDividedByTheUnorderedPairs(int experts, int pairsThatDiffer, int unorderedPairs) {
        // One expert says q and the rest say p: 2 (K - 1) ordered pairs differ, each by 1/4 ln 2.
        double[] logits = new double[3 * experts];
        logits[2] = LN2;
        for (int e = 1; e < experts; e++) {
            logits[3 * e] = LN2;
        }
        try (NclPlusLoss amongExperts = loss(hard(3), 1, ONES);
                NclPlusLoss amongViews = loss(hard(3), experts, ONES)) {
            double expected = pairsThatDiffer * LN2 / 4 / unorderedPairs;
            long[] sameImage = new long[experts];

            assertThat(part(forward(amongExperts, logits, experts, 0), "inter")).isCloseTo(expected, FLOAT32);
            assertThat(part(forward(amongViews, logits, 1, sameImage), "intra")).isCloseTo(expected, FLOAT32);
        }
    }

    @Test
    void theFirstViewOfTheFirstExpertChoosesForAllViews() {
        // Expert 0 finds category 1 hard in view 0 and category 2 in view 1; the distillation among views has 1 in
        // both.
        double[] logits = {0, 1, 0, 0, 0, 1};
        try (NclPlusLoss loss = loss(hard(2), 2, ONES)) {
            double[] partial = partialGradient(loss, logits, 1, 2);
            double[] allOfCategoriesZeroAndOne = Gradients.of(
                    z -> MutualDistillation.divergence(z.view(2, 1, 3))
                            .narrow(2, 0, 2)
                            .sum(),
                    logits,
                    1,
                    2,
                    3);

            assertThat(partial).containsExactly(allOfCategoriesZeroAndOne, within(1e-12));
        }
    }

    private static double[] partialGradient(NclPlusLoss loss, double[] logits, int experts, int rows) {
        Tensor targets = HostArrays.tensor(new long[rows]);
        return Gradients.of(
                z -> loss.forward(z, targets).parts().get("intra_hcm"),
                logits,
                experts,
                rows,
                logits.length / experts / rows);
    }

    @Test
    void eachExpertMayChooseForItself() {
        // Expert 0 finds category 1 hard beside the target 0, expert 1 category 2.
        double[] logits = {0, LN2, 0, 0, 0, LN2};
        try (NclPlusLoss loss = loss(hard(2, HcmSource.EACH_EXPERT, OutsideMask.ZERO), 1, ONES)) {
            Objective.Value value = forward(loss, logits, 2, 0);

            // No expert's mask takes anything away: (1/4, 1/2, 1/4) and (1/4, 1/4, 1/2) stay, the target has 1/4 in
            // both.
            assertThat(part(value, "hcm_ce")).isCloseTo(2 * Math.log(4), FLOAT32);
            // Each teacher speaks of its own hard categories: 1/2 ln 2 of the one of which it is sure, twice.
            assertThat(part(value, "inter_hcm")).isCloseTo(LN2, FLOAT32);
        }
    }

    @Test
    void theOtherCategoriesMayLeaveTheSoftmax() {
        // Hard are 0 and 1. Among them expert 0 says (2/3, 1/3), and expert 1, which is for category 2, (1/2, 1/2).
        double[] logits = {LN2, 1e-9, 0, 0, 0, Math.log(4)};
        try (NclPlusLoss loss = loss(hard(2, HcmSource.FIRST_EXPERT, OutsideMask.MINUS_INFINITY), 1, ONES)) {
            Objective.Value value = forward(loss, logits, 2, 0);

            assertThat(part(value, "hcm_ce")).isCloseTo(Math.log(3 / 2.0) + LN2, FLOAT32);
            // KL(p || q) + KL(q || p) = sum of (p - q) ln(p / q) = 1/6 ln 4/3 - 1/6 ln 2/3 = 1/6 ln 2.
            assertThat(part(value, "inter_hcm")).isCloseTo(LN2 / 6, FLOAT32);
        }
    }

    @Test
    void aRestrictedSoftmaxIsFiniteEvenWhereTheSubsetsDiffer() {
        // Expert 0 puts half its weight on category 1, where expert 1 has none: its logarithm there is that of 1e-9.
        double[] logits = {0, 1e-9, 0, 0, 0, 1e-9};
        LossConfig.NclPlus config = hard(2, HcmSource.EACH_EXPERT, OutsideMask.MINUS_INFINITY);
        try (NclPlusLoss loss = loss(config, 1, ONES)) {
            double surprise = Math.log(.5) - Math.log(1e-9);

            assertThat(part(forward(loss, logits, 2, 0), "inter_hcm")).isCloseTo(surprise, FLOAT32);
            for (double component : Gradients.of(
                    z -> loss.forward(z, HostArrays.tensor(new long[1])).total(), logits, 2, 1, 3)) {
                assertThat(component).isFinite();
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"FIRST_EXPERT, ZERO", "EACH_EXPERT, ZERO", "FIRST_EXPERT, MINUS_INFINITY", "EACH_EXPERT, MINUS_INFINITY"
    })
    void theGradientIsTheSlope(HcmSource source, OutsideMask outside) {
        Tensor targets = HostArrays.tensor(new long[] {0, 2, 0, 2});
        try (NclPlusLoss loss = loss(hard(2, source, outside), 2, LONG_TAIL)) {
            for (int seed = 1; seed <= 3; seed++) {
                Gradients.check(z -> loss.forward(z, targets).total(), Gradients.random(seed, 3 * 4 * 3), 3, 4, 3);
            }
        }
    }

    @Test
    void certaintyThatUnderflowsHasAFiniteGradient() {
        Tensor targets = HostArrays.tensor(new long[] {1, 1});
        try (NclPlusLoss loss = loss(hard(2), 2, ONES)) {
            double[] gradient = Gradients.of(
                    z -> loss.forward(z, targets).total(),
                    new double[] {2000, 0, 0, 0, 0, 2000, 0, 2000, 0, 2000, 0, 0},
                    2,
                    2,
                    3);

            for (double component : gradient) {
                assertThat(component).isFinite();
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "3, FIRST_EXPERT, ZERO",
        "50, EACH_EXPERT, ZERO",
        "3, FIRST_EXPERT, MINUS_INFINITY",
        "50, EACH_EXPERT, MINUS_INFINITY"
    })
    void withEveryCategoryHardThePartialLossesAreTheFullOnes(int hcmN, HcmSource source, OutsideMask outside) {
        try (NclPlusLoss loss = loss(hard(hcmN, source, outside), 2, LONG_TAIL)) {
            Objective.Value value = forward(loss, Gradients.random(3, 2 * 4 * 3), 2, 0, 2, 0, 2);

            assertThat(part(value, "hcm_ce")).isEqualTo(part(value, "ce"));
            assertThat(part(value, "inter_hcm")).isEqualTo(part(value, "inter"));
            assertThat(part(value, "intra_hcm")).isEqualTo(part(value, "intra"));
        }
    }

    @Test
    void aLoneExpertIsTaughtByItsViewsAlone() {
        try (NclPlusLoss loss = loss(hard(2), 2, LONG_TAIL)) {
            Objective.Value value = forward(loss, Gradients.random(4, 4 * 3), 1, 0, 2, 0, 2);

            assertThat(part(value, "inter")).isZero();
            assertThat(part(value, "inter_hcm")).isZero();
            assertThat(part(value, "intra")).isPositive();
        }
    }

    @Test
    void aLoneViewIsTaughtByTheExpertsAlone() {
        try (NclPlusLoss loss = loss(hard(2), 1, LONG_TAIL)) {
            Objective.Value value = forward(loss, Gradients.random(5, 2 * 4 * 3), 2, 0, 2, 0, 2);

            assertThat(part(value, "intra")).isZero();
            assertThat(part(value, "intra_hcm")).isZero();
            assertThat(part(value, "inter")).isPositive();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void twoExpertsAndNoPartialTermAreNcl(int views) {
        // NCL++ divides by n (n - 1) / 2 where NCL divides by n - 1: the same for two.
        double[] logits = Gradients.random(6, 2 * 4 * 3);
        try (NclPlusLoss plus = loss(hard(2), views, LONG_TAIL);
                NclLoss ncl =
                        new NclLoss(LossConfig.Ncl.of(2, 1, 1, 1, 1), LONG_TAIL, new Device(torch.DeviceType.CPU))) {
            Objective.Value value = forward(plus, logits, 2, 0, 2, 0, 2);
            Objective.Value expected =
                    ncl.forward(Gradients.logits(logits, 2, 4, 3), HostArrays.tensor(new long[] {0, 2, 0, 2}));

            assertThat(part(value, "ce")).isEqualTo(part(expected, "ce"));
            assertThat(part(value, "hcm_ce")).isEqualTo(part(expected, "hcm_ce"));
            assertThat(part(value, "inter")).isEqualTo(part(expected, "nbod"));
        }
    }

    @Test
    void withEqualCountsTheFullTermIsPlainCrossEntropy() {
        double[] logits = Gradients.random(7, 2 * 2 * 3);
        try (NclPlusLoss loss = loss(hard(2), 2, 7, 7, 7);
                CrossEntropyLoss plain = new CrossEntropyLoss()) {
            Tensor expected = plain.forward(Gradients.logits(logits, 2, 2, 3), HostArrays.tensor(new long[] {2, 2}))
                    .total();

            assertThat(part(forward(loss, logits, 2, 2, 2), "ce")).isCloseTo(expected.item_double(), within(1e-13));
        }
    }

    @Test
    void rowsThatAreNoViewsOfImagesAreRefused() {
        try (NclPlusLoss loss = loss(hard(2), 2, ONES)) {
            assertThatThrownBy(() -> forward(loss, new double[9], 1, 0, 0, 0))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("3 rows are not 2 views of each image");
        }
        assertThatThrownBy(() -> loss(hard(2), 0, ONES))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("views must be at least 1, not 0");
    }

    @Test
    void aClassWithoutImagesIsRefused() {
        assertThatThrownBy(() -> loss(hard(2), 2, 5, 0, 1))
                .isInstanceOf(UserException.class)
                .hasMessageStartingWith("class 1 has 0 training images");
    }
}
