package io.github.ncl4j.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.ncl4j.data.RandomStream;
import io.github.ncl4j.image.Images;
import io.github.ncl4j.image.Interpolation;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AutoAugmentTest {

    private static final List<SubPolicy> POLICIES = AutoAugment.CIFAR_10.policies();

    @Test
    void everySubPolicyIsEquallyLikely() {
        Map<SubPolicy, Integer> chosen = new HashMap<>();
        Draws.repeat(1, random -> chosen.merge(AutoAugment.CIFAR_10.choose(random), 1, Integer::sum));
        assertThat(POLICIES).hasSize(25).doesNotHaveDuplicates();
        POLICIES.forEach(policy ->
                Draws.assertFrequency(policy.toString(), chosen.getOrDefault(policy, 0), Draws.COUNT, 1 / 25.0));
    }

    /** Both halves on their own and together, since they are drawn independently. */
    @Test
    void eachHalfIsAppliedWithItsProbability() {
        for (SubPolicy policy : POLICIES) {
            double first = policy.first().probability();
            double second = policy.second().probability();
            int[] steps = new int[3];
            Draws.repeat(2, random -> steps[policy.draw(32, 32, random).size()]++);
            Draws.assertFrequency(policy + " both", steps[2], Draws.COUNT, first * second);
            Draws.assertFrequency(policy + " none", steps[0], Draws.COUNT, (1 - first) * (1 - second));
        }
    }

    /** The table of the reference's policies, which the paper's appendix has too. */
    @Test
    void subPoliciesAreThePublishedOnes() {
        assertThat(POLICIES.stream().map(policy -> half(policy.first()) + ", " + half(policy.second())))
                .containsExactly(
                        "invert 0.1 7, contrast 0.2 6",
                        "rotate 0.7 2, translate_x 0.3 9",
                        "sharpness 0.8 1, sharpness 0.9 3",
                        "shear_y 0.5 8, translate_y 0.7 9",
                        "autocontrast 0.5 8, equalize 0.9 2",
                        "shear_y 0.2 7, posterize 0.3 7",
                        "color 0.4 3, brightness 0.6 7",
                        "sharpness 0.3 9, brightness 0.7 9",
                        "equalize 0.6 5, equalize 0.5 1",
                        "contrast 0.6 7, sharpness 0.6 5",
                        "color 0.7 7, translate_x 0.5 8",
                        "equalize 0.3 7, autocontrast 0.4 8",
                        "translate_y 0.4 3, sharpness 0.2 6",
                        "brightness 0.9 6, color 0.2 8",
                        "solarize 0.5 2, invert 0.0 3",
                        "equalize 0.2 0, autocontrast 0.6 0",
                        "equalize 0.2 8, equalize 0.6 4",
                        "color 0.9 9, equalize 0.6 6",
                        "autocontrast 0.8 4, solarize 0.2 8",
                        "brightness 0.1 3, color 0.7 0",
                        "solarize 0.4 5, autocontrast 0.9 3",
                        "translate_y 0.9 9, translate_y 0.7 9",
                        "autocontrast 0.9 2, solarize 0.8 3",
                        "equalize 0.8 8, invert 0.1 3",
                        "translate_y 0.7 9, autocontrast 0.9 1");
    }

    private static String half(SubPolicy.Half half) {
        return half.operation().name().toLowerCase(Locale.ROOT) + " " + half.probability() + " " + half.strength();
    }

    @Test
    void magnitudesAreEvenlySpaced() {
        assertThat(number(PolicyOperation.SHEAR_X, 3, 1)).isCloseTo(0.1, within(1e-15));
        assertThat(number(PolicyOperation.SHEAR_Y, 9, -1)).isEqualTo(-0.3);
        assertThat(number(PolicyOperation.TRANSLATE_X, 9, 1))
                .as("of the width, 40")
                .isEqualTo(40 * 150.0 / 331);
        assertThat(number(PolicyOperation.TRANSLATE_Y, 9, -1))
                .as("of the height, 20")
                .isEqualTo(-20 * 150.0 / 331);
        assertThat(number(PolicyOperation.ROTATE, 9, -1)).as("never negated").isEqualTo(30);
        assertThat(number(PolicyOperation.SOLARIZE, 0, 1)).isEqualTo(256);
        assertThat(number(PolicyOperation.SOLARIZE, 2, 1)).isCloseTo(199.1111, within(1e-4));
        assertThat(number(PolicyOperation.COLOR, 9, -1)).isCloseTo(0.1, within(1e-15));
        assertThat(number(PolicyOperation.BRIGHTNESS, 5, 1)).isEqualTo(1.5);
        int[] bits = new int[10];
        for (int strength = 0; strength < 10; strength++) {
            bits[strength] = (int) number(PolicyOperation.POSTERIZE, strength, 1);
        }
        assertThat(bits).containsExactly(8, 8, 7, 7, 6, 6, 5, 5, 4, 4);
    }

    private static double number(PolicyOperation operation, int strength, int sign) {
        return new SubPolicy.Half(operation, 1, strength).step(40, 20, sign).number();
    }

    @Test
    void signsAreDrawnAtEachApplication() {
        SubPolicy policy = new SubPolicy(
                new SubPolicy.Half(PolicyOperation.SHEAR_X, 1, 9), new SubPolicy.Half(PolicyOperation.COLOR, 1, 9));
        int[] positive = new int[3];
        Draws.repeat(3, random -> {
            List<PolicyStep> steps = policy.draw(32, 32, random);
            boolean first = steps.get(0).number() > 0;
            boolean second = steps.get(1).number() > 1;
            positive[0] += first ? 1 : 0;
            positive[1] += second ? 1 : 0;
            positive[2] += first && second ? 1 : 0;
        });
        Draws.assertFrequency("first", positive[0], Draws.COUNT, 0.5);
        Draws.assertFrequency("second", positive[1], Draws.COUNT, 0.5);
        Draws.assertFrequency("both", positive[2], Draws.COUNT, 0.25);
    }

    @Test
    void shearsAreCubicAndAllElseIsNearest() {
        Map<PolicyOperation, Interpolation> seen = new EnumMap<>(PolicyOperation.class);
        Draws.repeat(
                4,
                random -> AutoAugment.CIFAR_10
                        .draw(32, 32, random)
                        .forEach(step -> seen.put(step.operation(), step.interpolation())));
        assertThat(seen).hasSize(13);
        seen.forEach((operation, interpolation) -> assertThat(interpolation)
                .as(operation.name())
                .isEqualTo(operation == PolicyOperation.SHEAR_Y ? Interpolation.BICUBIC : Interpolation.NEAREST));
    }

    @Test
    void sameStreamGivesTheSameBytes() {
        for (int i = 0; i < 200; i++) {
            assertThat(AutoAugment.CIFAR_10
                            .apply(Images.noise(32, 32), RandomStream.of(5, i))
                            .pixels())
                    .isEqualTo(AutoAugment.CIFAR_10
                            .apply(Images.noise(32, 32), RandomStream.of(5, i))
                            .pixels());
        }
    }
}
