package io.github.ncl4j.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.ncl4j.config.LossConfig;
import io.github.ncl4j.config.LossConfig.ClassBalanced.Base;
import io.github.ncl4j.image.UserException;
import io.github.ncl4j.torch.EngineScope;
import io.github.ncl4j.torch.HostArrays;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds for every baseline. */
@ExtendWith(EngineScope.class)
class ImageLossTest {

    private static final int[] LONG_TAIL = {60, 30, 10};
    private static final int[] BALANCED = {30, 30, 30};

    static Stream<LossConfig> baselines() {
        return Stream.of(
                new LossConfig.CrossEntropy(),
                new LossConfig.LabelSmoothing(0.1),
                new LossConfig.Focal(2),
                new LossConfig.Focal(0.5),
                new LossConfig.ClassBalanced(Base.CROSS_ENTROPY, 2, 0.99),
                new LossConfig.ClassBalanced(Base.FOCAL, 2, 0.99),
                new LossConfig.Ldam(0.5, 3),
                new LossConfig.BalancedSoftmax(),
                new LossConfig.LogitAdjustment(1.5));
    }

    static Stream<LossConfig> needingClassCounts() {
        return Stream.of(
                new LossConfig.ClassBalanced(Base.CROSS_ENTROPY, 2, 0.99),
                new LossConfig.Ldam(0.5, 30),
                new LossConfig.BalancedSoftmax(),
                new LossConfig.LogitAdjustment(1));
    }

    private static ImageLoss loss(LossConfig config, int[] classCounts) {
        return ImageLoss.of(config, classCounts, new Device(torch.DeviceType.CPU));
    }

    private static double total(LossConfig config, int[] classCounts, double[] logits, int experts, long... targets) {
        Tensor z = Gradients.logits(logits, experts, targets.length, 3);
        try (ImageLoss loss = loss(config, classCounts)) {
            return loss.forward(z, HostArrays.tensor(targets)).total().item_double();
        }
    }

    @ParameterizedTest
    @MethodSource("baselines")
    void theGradientIsTheSlope(LossConfig config) {
        Tensor targets = HostArrays.tensor(new long[] {0, 2});
        try (ImageLoss loss = loss(config, LONG_TAIL)) {
            Gradients.check(z -> loss.forward(z, targets).total(), Gradients.random(3, 2 * 2 * 3), 2, 2, 3);
        }
    }

    @ParameterizedTest
    @MethodSource("baselines")
    void imagesAreAveragedAndExpertsAddUp(LossConfig config) {
        double[] a = Gradients.random(4, 3);
        double[] b = Gradients.random(5, 3);
        double[] together = {a[0], a[1], a[2], b[0], b[1], b[2], b[0], b[1], b[2], a[0], a[1], a[2]};

        double expected = total(config, LONG_TAIL, a, 1, 1)
                + total(config, LONG_TAIL, b, 1, 1)
                + total(config, LONG_TAIL, a, 1, 2)
                + total(config, LONG_TAIL, b, 1, 2);
        assertThat(total(config, LONG_TAIL, together, 2, 1, 2)).isCloseTo(expected / 2, within(1e-12));
    }

    @ParameterizedTest
    @MethodSource("baselines")
    void itsOnePartIsTheLoss(LossConfig config) {
        Tensor logits = Gradients.logits(Gradients.random(6, 6), 1, 2, 3);
        try (ImageLoss loss = loss(config, LONG_TAIL)) {
            Objective.Value value = loss.forward(logits, HostArrays.tensor(new long[] {0, 2}));

            assertThat(value.parts()).containsOnlyKeys(loss.part());
            assertThat(value.parts().get(loss.part()).item_double())
                    .isEqualTo(value.total().item_double());
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void equalCountsMakePlainCrossEntropy(long seed) {
        double[] logits = Gradients.random(seed, 2 * 2 * 3);
        double plain = total(new LossConfig.CrossEntropy(), BALANCED, logits, 2, 0, 2);

        assertThat(total(new LossConfig.BalancedSoftmax(), BALANCED, logits, 2, 0, 2))
                .isCloseTo(plain, within(1e-13));
        assertThat(total(new LossConfig.LogitAdjustment(2), BALANCED, logits, 2, 0, 2))
                .isCloseTo(plain, within(1e-13));
        assertThat(total(new LossConfig.ClassBalanced(Base.CROSS_ENTROPY, 2, 0.9999), BALANCED, logits, 2, 0, 2))
                .isCloseTo(plain, within(1e-13));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void settingsThatSwitchALossOffMakePlainCrossEntropy(long seed) {
        double[] logits = Gradients.random(seed, 2 * 2 * 3);
        double plain = total(new LossConfig.CrossEntropy(), LONG_TAIL, logits, 2, 0, 2);

        assertThat(total(new LossConfig.Focal(0), LONG_TAIL, logits, 2, 0, 2)).isEqualTo(plain);
        assertThat(total(new LossConfig.LabelSmoothing(0), LONG_TAIL, logits, 2, 0, 2))
                .isEqualTo(plain);
        assertThat(total(new LossConfig.Ldam(0, 1), LONG_TAIL, logits, 2, 0, 2)).isEqualTo(plain);
        assertThat(total(new LossConfig.LogitAdjustment(0), LONG_TAIL, logits, 2, 0, 2))
                .isEqualTo(plain);
        assertThat(total(new LossConfig.ClassBalanced(Base.FOCAL, 0, 0), LONG_TAIL, logits, 2, 0, 2))
                .isEqualTo(plain);
    }

    @ParameterizedTest
    @MethodSource("needingClassCounts")
    void aClassWithoutImagesIsRefused(LossConfig config) {
        assertThatThrownBy(() -> loss(config, new int[] {5, 0, 1}))
                .isInstanceOf(UserException.class)
                .hasMessageStartingWith("class 1 has 0 training images; every class needs at least one for ");
    }

    @Test
    void aLossOfSeveralExpertsTogetherIsNone() {
        LossConfig ncl = LossConfig.Ncl.of(2, 1, 1, .6, .6);

        assertThatThrownBy(() -> loss(ncl, LONG_TAIL))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageEndingWith("is no loss of single images");
    }
}
