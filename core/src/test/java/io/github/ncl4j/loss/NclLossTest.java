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
import org.assertj.core.data.Offset;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(EngineScope.class)
class NclLossTest {

    /** The logarithms of the counts are float32, and the student's logarithm is that of p + 1e-9. */
    private static final Offset<Double> FLOAT32 = within(1e-6);

    private static final LossConfig.Ncl TWO_HARD = LossConfig.Ncl.of(2, 1, 1, .6, .6);

    private static NclLoss loss(LossConfig.Ncl config, int... classCounts) {
        return new NclLoss(config, classCounts, new Device(torch.DeviceType.CPU));
    }

    private static Objective.Value forward(NclLoss loss, double[] logits, int experts, long... targets) {
        Tensor z = Gradients.logits(logits, experts, targets.length, logits.length / experts / targets.length);
        return loss.forward(z, HostArrays.tensor(targets));
    }

    private static double part(Objective.Value value, String name) {
        return value.parts().get(name).item_double();
    }

    @Test
    void partsAreReportedBeforeTheirWeights() {
        // Counts (6, 3, 1), one image of class 0. Expert 0 says next to nothing: b_0 = (ln 6, ln 3, 0), and category 1
        // is
        // hard by a hair. Expert 1 undoes the counts and prefers category 2: b_1 = (0, 0, ln 2).
        double[] logits = {0, 1e-9, 0, -Math.log(6), -Math.log(3), Math.log(2)};
        try (NclLoss loss = loss(LossConfig.Ncl.of(2, 2, 3, 5, 7), 6, 3, 1)) {
            Objective.Value value = forward(loss, logits, 2, 0);

            // p_0 = (6, 3, 1) / 10 and p_1 = (1, 1, 2) / 4.
            double ce = Math.log(10 / 6.0) + Math.log(4);
            // Masked with (1, 1, 0): (6, 3, 1) / 10 as before, and (1, 1, 1) / 3.
            double hcmCe = Math.log(10 / 6.0) + Math.log(3);
            double nbod = divergences(new double[] {.6, .3, .1}, new double[] {.25, .25, .5});
            double nbodHcm = divergences(new double[] {.6, .3, .1}, new double[] {1 / 3.0, 1 / 3.0, 1 / 3.0});
            assertThat(value.parts()).containsOnlyKeys("ce", "hcm_ce", "nbod", "nbod_hcm");
            assertThat(part(value, "ce")).isCloseTo(ce, FLOAT32);
            assertThat(part(value, "hcm_ce")).isCloseTo(hcmCe, FLOAT32);
            assertThat(part(value, "nbod")).isCloseTo(nbod, FLOAT32);
            assertThat(part(value, "nbod_hcm")).isCloseTo(nbodHcm, FLOAT32);
            assertThat(value.total().item_double())
                    .isCloseTo(2 * ce + 3 * hcmCe + 5 * nbod + 7 * nbodHcm, within(1e-5));
        }
    }

    /** KL(p || q) + KL(q || p). */
    private static double divergences(double[] p, double[] q) {
        double sum = 0;
        for (int c = 0; c < p.length; c++) {
            sum += (p[c] - q[c]) * Math.log(p[c] / q[c]);
        }
        return sum;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void theGradientIsTheSlope(long seed) {
        Tensor targets = HostArrays.tensor(new long[] {0, 2});
        try (NclLoss loss = loss(TWO_HARD, 60, 30, 10)) {
            Gradients.check(z -> loss.forward(z, targets).total(), Gradients.random(seed, 3 * 2 * 3), 3, 2, 3);
        }
    }

    @Test
    void theHardTermsTeachNothingAboutEasyCategories() {
        Tensor targets = HostArrays.tensor(new long[] {2});
        try (NclLoss loss = loss(LossConfig.Ncl.of(2, 0, 1, 0, 1), 1, 1, 1)) {
            double[] gradient =
                    Gradients.of(z -> loss.forward(z, targets).total(), new double[] {3, 2, 1, 1, 2, 3}, 2, 1, 3);

            assertThat(gradient[1]).as("expert 0, category 1").isZero();
            assertThat(gradient[4])
                    .as("expert 1, category 1: expert 0 chooses for all")
                    .isZero();
            assertThat(gradient[3]).isNotZero();
        }
    }

    @Test
    void eachExpertMayChooseForItself() {
        // As above, but expert 1 finds category 1 hard beside the target 2, and not category 0.
        Tensor targets = HostArrays.tensor(new long[] {2});
        LossConfig.Ncl config = LossConfig.Ncl.of(2, 0, 1, 0, 1).withHcmSource(HcmSource.EACH_EXPERT);
        try (NclLoss loss = loss(config, 1, 1, 1)) {
            double[] gradient =
                    Gradients.of(z -> loss.forward(z, targets).total(), new double[] {3, 2, 1, 1, 2, 3}, 2, 1, 3);

            assertThat(gradient[1]).as("expert 0, category 1").isZero();
            assertThat(gradient[3]).as("expert 1, category 0").isZero();
            assertThat(gradient[4]).isNotZero();
        }
    }

    @Test
    void theOtherCategoriesMayLeaveTheSoftmax() {
        // Hard are 0 and 1. Among them expert 0 says (2/3, 1/3), and expert 1, which is for category 2, (1/2, 1/2).
        double[] logits = {Math.log(2), 1e-9, 0, 0, 0, 5};
        LossConfig.Ncl config = LossConfig.Ncl.of(2, 1, 1, 1, 1)
                .withHcmSource(HcmSource.FIRST_EXPERT)
                .withOutsideMask(OutsideMask.MINUS_INFINITY);
        try (NclLoss loss = loss(config, 1, 1, 1)) {
            Objective.Value value = forward(loss, logits, 2, 0);

            assertThat(part(value, "hcm_ce")).isCloseTo(Math.log(3 / 2.0) + Math.log(2), FLOAT32);
            assertThat(part(value, "nbod_hcm"))
                    .isCloseTo(divergences(new double[] {2 / 3.0, 1 / 3.0}, new double[] {.5, .5}), FLOAT32);
        }
    }

    @ParameterizedTest
    @EnumSource(HcmSource.class)
    void theRestrictedSoftmaxHasAFiniteGradientThatIsTheSlope(HcmSource source) {
        Tensor targets = HostArrays.tensor(new long[] {0, 2});
        LossConfig.Ncl config =
                LossConfig.Ncl.of(2, 1, 1, .6, .6).withHcmSource(source).withOutsideMask(OutsideMask.MINUS_INFINITY);
        try (NclLoss loss = loss(config, 60, 30, 10)) {
            Gradients.check(z -> loss.forward(z, targets).total(), Gradients.random(8, 3 * 2 * 3), 3, 2, 3);
        }
    }

    @Test
    void withOneHardCategoryTheRestrictedSoftmaxIsCertainOfTheTarget() {
        LossConfig.Ncl config = LossConfig.Ncl.of(1, 1, 1, 1, 1)
                .withHcmSource(HcmSource.EACH_EXPERT)
                .withOutsideMask(OutsideMask.MINUS_INFINITY);
        try (NclLoss loss = loss(config, 60, 30, 10)) {
            Objective.Value value = forward(loss, Gradients.random(9, 2 * 2 * 3), 2, 0, 2);

            assertThat(part(value, "hcm_ce")).isZero();
            assertThat(part(value, "nbod_hcm")).isCloseTo(0, FLOAT32);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 50})
    void withEveryCategoryHardThePartialLossesAreTheFullOnes(int hcmN) {
        try (NclLoss loss = loss(LossConfig.Ncl.of(hcmN, 1, 1, 1, 1), 60, 30, 10)) {
            Objective.Value value = forward(loss, Gradients.random(3, 2 * 2 * 3), 2, 0, 2);

            assertThat(part(value, "hcm_ce")).isEqualTo(part(value, "ce"));
            assertThat(part(value, "nbod_hcm")).isEqualTo(part(value, "nbod"));
        }
    }

    @Test
    void withEqualCountsTheFullTermIsPlainCrossEntropy() {
        double[] logits = Gradients.random(5, 2 * 2 * 3);
        try (NclLoss loss = loss(TWO_HARD, 7, 7, 7);
                CrossEntropyLoss plain = new CrossEntropyLoss()) {
            Objective.Value value = forward(loss, logits, 2, 0, 2);
            Tensor expected = plain.forward(Gradients.logits(logits, 2, 2, 3), HostArrays.tensor(new long[] {0, 2}))
                    .total();

            assertThat(part(value, "ce")).isCloseTo(expected.item_double(), within(1e-13));
        }
    }

    @Test
    void aLoneExpertIsNotDistilled() {
        try (NclLoss loss = loss(TWO_HARD, 60, 30, 10)) {
            Objective.Value value = forward(loss, Gradients.random(6, 2 * 3), 1, 0, 2);

            assertThat(part(value, "nbod")).isZero();
            assertThat(part(value, "nbod_hcm")).isZero();
            assertThat(value.total().item_double()).isCloseTo(part(value, "ce") + part(value, "hcm_ce"), within(1e-14));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void theOrderOfImagesAndTheNamesOfCategoriesDoNotMatter(long seed) {
        double[] z = Gradients.random(seed, 2 * 2 * 3);
        // Images swapped, and categories 0 and 2 swapped.
        double[] swapped = new double[z.length];
        for (int i = 0; i < z.length; i++) {
            int image = i / 3 % 2;
            int category = i % 3;
            swapped[i / 6 * 6 + (1 - image) * 3 + (2 - category)] = z[i];
        }
        try (NclLoss loss = loss(TWO_HARD, 60, 30, 10);
                NclLoss renamed = loss(TWO_HARD, 10, 30, 60)) {
            assertThat(forward(renamed, swapped, 2, 0, 1).total().item_double())
                    .isCloseTo(forward(loss, z, 2, 1, 2).total().item_double(), within(1e-12));
        }
    }

    @Test
    void aClassWithoutImagesIsRefused() {
        assertThatThrownBy(() -> loss(TWO_HARD, 5, 0, 1))
                .isInstanceOf(UserException.class)
                .hasMessageStartingWith("class 1 has 0 training images");
    }
}
