package io.github.ncl4j.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.ncl4j.augment.pixels.FillColor;
import io.github.ncl4j.data.RandomStream;
import io.github.ncl4j.image.Interpolation;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The reference's {@code rand-n2-m10-mstd0.5}. */
class RandAugmentTest {

    private static final RandAugment POLICY = new RandAugment(2, 10, 0.5, 0.5, FillColor.of(124, 116, 104));

    @Test
    void everyOperationIsEquallyLikely() {
        Map<PolicyOperation, Integer> seen = new EnumMap<>(PolicyOperation.class);
        Draws.repeat(
                1,
                random -> POLICY.draw(224, 224, random).forEach(step -> seen.merge(step.operation(), 1, Integer::sum)));
        assertThat(RandAugment.OPERATIONS).hasSize(15).doesNotHaveDuplicates();
        // Two are drawn for each image, and each of them is skipped half of the time.
        RandAugment.OPERATIONS.forEach(operation ->
                Draws.assertFrequency(operation.name(), seen.getOrDefault(operation, 0), 2 * Draws.COUNT, 0.5 / 15));
    }

    @Test
    void drawsWithReplacementAndSkipsHalf() {
        int[] steps = new int[3];
        int[] twice = new int[1];
        Draws.repeat(2, random -> {
            List<PolicyStep> drawn = POLICY.draw(224, 224, random);
            steps[drawn.size()]++;
            if (drawn.size() == 2 && drawn.get(0).operation() == drawn.get(1).operation()) {
                twice[0]++;
            }
        });
        Draws.assertFrequency("none", steps[0], Draws.COUNT, 0.25);
        Draws.assertFrequency("one", steps[1], Draws.COUNT, 0.5);
        Draws.assertFrequency("two", steps[2], Draws.COUNT, 0.25);
        Draws.assertFrequency("twice the same", twice[0], Draws.COUNT, 0.25 / 15);
    }

    @Test
    void strengthIsNormalAndCut() {
        int[] full = new int[1];
        double[] missing = new double[1];
        Draws.repeat(3, random -> {
            double level = POLICY.level(random);
            assertThat(level).isBetween(0.0, 10.0);
            full[0] += level == 10 ? 1 : 0;
            missing[0] += 10 - level;
        });
        Draws.assertFrequency("exactly 10", full[0], Draws.COUNT, 0.5);
        // The mean of max(0, X) with X normal of deviation 0.5 is 0.5 / sqrt(2 pi), its deviation 0.292.
        assertThat(missing[0] / Draws.COUNT)
                .isCloseTo(0.5 / Math.sqrt(2 * Math.PI), within(5 * 0.292 / Math.sqrt(Draws.COUNT)));
        assertThat(new RandAugment(1, 4, 0, 1, FillColor.BLACK).level(RandomStream.of(1)))
                .isEqualTo(4);
    }

    @Test
    void geometricOperationsHaveEitherSignAndEitherInterpolation() {
        int[] counts = new int[3];
        Draws.repeat(
                4,
                random -> POLICY.draw(224, 224, random).forEach(step -> {
                    if (step.operation() == PolicyOperation.ROTATE || step.operation() == PolicyOperation.SHEAR_X) {
                        counts[0]++;
                        counts[1] += step.number() < 0 ? 1 : 0;
                        counts[2] += step.interpolation() == Interpolation.BICUBIC ? 1 : 0;
                        assertThat(Math.abs(step.number())).isLessThanOrEqualTo(30);
                    }
                }));
        assertThat(counts[0]).isGreaterThan(1000);
        Draws.assertFrequency("negative", counts[1], counts[0], 0.5);
        Draws.assertFrequency("bicubic", counts[2], counts[0], 0.5);
    }

    @Test
    void numbersAreTheReferences() {
        assertThat(number(PolicyOperation.ROTATE, 10)).isEqualTo(30);
        assertThat(number(PolicyOperation.POSTERIZE, 9.9))
                .as("cut to whole bits")
                .isEqualTo(3);
        assertThat(number(PolicyOperation.SOLARIZE, 10)).as("the identity").isEqualTo(256);
        assertThat(number(PolicyOperation.SOLARIZE_ADD, 10)).isEqualTo(110);
        assertThat(number(PolicyOperation.CONTRAST, 10)).isCloseTo(1.9, within(1e-15));
        assertThat(number(PolicyOperation.COLOR, 5))
                .as("no change at half strength")
                .isEqualTo(1);
        assertThat(number(PolicyOperation.TRANSLATE_X, 10))
                .as("of the width, 100")
                .isEqualTo(45);
        assertThat(number(PolicyOperation.TRANSLATE_Y, 10))
                .as("of the height, 200")
                .isEqualTo(90);
    }

    private static double number(PolicyOperation operation, double level) {
        return RandAugment.number(operation, level, 100, 200);
    }
}
