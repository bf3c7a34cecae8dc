package io.github.ncl4j.augment;

import io.github.ncl4j.config.Interpolation;
import io.github.ncl4j.data.ImageTransform;
import io.github.ncl4j.data.RandomStream;
import io.github.ncl4j.data.RgbImage;
import java.util.List;
import java.util.Map;

/**
 * Two operations in a row, each with a probability and one of ten strengths (Cubuk, Zoph, Mane, Vasudevan, Le: AutoAugment,
 * CVPR 2019), with the arguments of the PyTorch implementation that the reference uses: the sign of shears, translations and
 * enhancements is drawn at each application, rotations are never negated.
 */
record SubPolicy(Step first, Step second) implements ImageTransform {

    private static final FillColor GREY = FillColor.of(128, 128, 128);

    @Override
    public RgbImage apply(RgbImage image, RandomStream random) {
        return second.apply(first.apply(image, random), random);
    }

    /**
     * One operation.
     *
     * @param probability of its application
     * @param strength from 0 to 9, the row of the paper's magnitudes
     */
    record Step(PolicyOperation operation, double probability, int strength) implements ImageTransform {

        private static final Map<PolicyOperation, List<Double>> RANGES = Map.of(
                PolicyOperation.SHEAR_X, List.of(0.0, 0.3),
                PolicyOperation.SHEAR_Y, List.of(0.0, 0.3),
                PolicyOperation.TRANSLATE_X, List.of(0.0, 150.0 / 331),
                PolicyOperation.TRANSLATE_Y, List.of(0.0, 150.0 / 331),
                PolicyOperation.ROTATE, List.of(0.0, 30.0),
                PolicyOperation.POSTERIZE, List.of(8.0, 4.0),
                PolicyOperation.SOLARIZE, List.of(256.0, 0.0));

        private static final List<Double> ENHANCEMENT = List.of(0.0, 0.9);

        @Override
        public RgbImage apply(RgbImage image, RandomStream random) {
            return random.nextDouble() < probability ? apply(image, random.nextInt(2) == 0 ? -1 : 1) : image;
        }

        /** Applies it for certain, with this sign where there is one. */
        RgbImage apply(RgbImage image, int sign) {
            Interpolation interpolation = switch (operation) {
                case SHEAR_X, SHEAR_Y -> Interpolation.BICUBIC;
                default -> Interpolation.NEAREST;
            };
            return operation.apply(image, number(image, sign), interpolation, GREY);
        }

        private double number(RgbImage image, int sign) {
            double magnitude = magnitude();
            return switch (operation) {
                case SHEAR_X, SHEAR_Y -> magnitude * sign;
                case TRANSLATE_X -> magnitude * image.width() * sign;
                case TRANSLATE_Y -> magnitude * image.height() * sign;
                case COLOR, CONTRAST, BRIGHTNESS, SHARPNESS -> 1 + magnitude * sign;
                case POSTERIZE -> Math.rint(magnitude);
                default -> magnitude;
            };
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
