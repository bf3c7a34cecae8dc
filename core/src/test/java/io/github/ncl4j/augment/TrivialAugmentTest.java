package io.github.ncl4j.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.ncl4j.augment.pixels.FillColor;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class TrivialAugmentTest {

    private static final TrivialAugment POLICY = new TrivialAugment(FillColor.BLACK);

    @Test
    void everyOperationAndEveryStrengthIsEquallyLikely() {
        Map<PolicyOperation, Integer> operations = new EnumMap<>(PolicyOperation.class);
        Map<Double, Integer> turns = new TreeMap<>();
        Draws.repeat(1, random -> {
            List<PolicyStep> steps = POLICY.draw(32, 32, random);
            assertThat(steps).hasSize(1);
            PolicyStep step = steps.get(0);
            operations.merge(step.operation(), 1, Integer::sum);
            if (step.operation() == PolicyOperation.ROTATE) {
                turns.merge(step.number() + 0.0, 1, Integer::sum);
            }
        });
        assertThat(TrivialAugment.OPERATIONS).hasSize(14).doesNotHaveDuplicates();
        TrivialAugment.OPERATIONS.forEach(operation ->
                Draws.assertFrequency(operation.name(), operations.getOrDefault(operation, 0), Draws.COUNT, 1 / 14.0));
        int rotations = operations.getOrDefault(PolicyOperation.ROTATE, 0);
        assertThat(turns).hasSize(61);
        turns.forEach((degrees, count) ->
                Draws.assertFrequency(degrees + " degrees", count, rotations, degrees == 0 ? 2 / 62.0 : 1 / 62.0));
    }

    @Test
    void numbersAreTheWideSpaces() {
        assertThat(number(PolicyOperation.SHEAR_X, 30, -1)).isEqualTo(-0.99);
        assertThat(number(PolicyOperation.TRANSLATE_Y, 30, 1)).as("pixels").isEqualTo(32);
        assertThat(number(PolicyOperation.TRANSLATE_X, 1, -1)).as("32 / 30 cut").isEqualTo(-1);
        assertThat(number(PolicyOperation.ROTATE, 30, 1)).isEqualTo(135);
        assertThat(number(PolicyOperation.BRIGHTNESS, 30, -1)).isCloseTo(0.01, within(1e-15));
        assertThat(number(PolicyOperation.SOLARIZE, 0, 1)).isEqualTo(255);
        assertThat(number(PolicyOperation.SOLARIZE, 30, 1)).isEqualTo(0);
        assertThat(number(PolicyOperation.POSTERIZE, 0, 1)).isEqualTo(8);
        assertThat(number(PolicyOperation.POSTERIZE, 30, 1)).isEqualTo(2);
    }

    private static double number(PolicyOperation operation, int strength, int sign) {
        return TrivialAugment.number(operation, strength, sign);
    }
}
