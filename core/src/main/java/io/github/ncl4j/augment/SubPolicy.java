package io.github.ncl4j.augment;

import io.github.ncl4j.augment.pixels.FillColor;
import io.github.ncl4j.data.RandomStream;
import io.github.ncl4j.image.Interpolation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Two operations in a row, each with a probability and one of ten strengths (Cubuk, Zoph, Mane, Vasudevan, Le: AutoAugment,
 * CVPR 2019), with the arguments of the PyTorch implementation that the reference uses: the sign of shears, translations and
 * enhancements is drawn at each application, rotations are never negated.
 */
record SubPolicy(Half first, Half second) implements RandomPolicy {

    private static final FillColor GREY = FillColor.of(128, 128, 128);

    @Override
    public List<PolicyStep> draw(int width, int height, RandomStream random) {
        List<PolicyStep> steps = new ArrayList<>(2);
        for (Half half : List.of(first, second)) {
            if (random.nextDouble() < half.probability()) {
                steps.add(half.step(width, height, random.nextInt(2) == 0 ? -1 : 1));
            }
        }
        return steps;
    }

    /**
     * One operation.
     *
     * @param probability of its application
     * @param strength from 0 to 9, the row of the paper's magnitudes
     */
    record Half(PolicyOperation operation, double probability, int strength) {

        private static final Map<PolicyOperation, List<Double>> RANGES = Map.of(
                PolicyOperation.SHEAR_X, List.of(0.0, 0.3),
                PolicyOperation.SHEAR_Y, List.of(0.0, 0.3),
                PolicyOperation.TRANSLATE_X, List.of(0.0, 150.0 / 331),
                PolicyOperation.TRANSLATE_Y, List.of(0.0, 150.0 / 331),
                PolicyOperation.ROTATE, List.of(0.0, 30.0),
                PolicyOperation.POSTERIZE, List.of(8.0, 4.0),
                PolicyOperation.SOLARIZE, List.of(256.0, 0.0));

        private static final List<Double> ENHANCEMENT = List.of(0.0, 0.9);

        /** The operation on an image of this size, with this sign where there is one. */
        PolicyStep step(int width, int height, int sign) {
            double magnitude = magnitude();
            double number = switch (operation) {
                case SHEAR_X, SHEAR_Y -> magnitude * sign;
                case TRANSLATE_X -> magnitude * width * sign;
                case TRANSLATE_Y -> magnitude * height * sign;
                case COLOR, CONTRAST, BRIGHTNESS, SHARPNESS -> 1 + magnitude * sign;
                case POSTERIZE -> Math.rint(magnitude);
                default -> magnitude;
            };
            boolean shear = operation == PolicyOperation.SHEAR_X || operation == PolicyOperation.SHEAR_Y;
            return new PolicyStep(operation, number, shear ? Interpolation.BICUBIC : Interpolation.NEAREST, GREY);
        }

        /** Evenly spaced over the operation's range. */
        double magnitude() {
            List<Double> range = RANGES.getOrDefault(operation, ENHANCEMENT);
            double from = range.get(0);
            double to = range.get(1);
            return strength == 9 ? to : from + strength * ((to - from) / 9);
        }
    }
}
