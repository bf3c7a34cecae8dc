package io.github.ncl4j.augment;

import static io.github.ncl4j.augment.PolicyOperation.AUTOCONTRAST;
import static io.github.ncl4j.augment.PolicyOperation.BRIGHTNESS;
import static io.github.ncl4j.augment.PolicyOperation.COLOR;
import static io.github.ncl4j.augment.PolicyOperation.CONTRAST;
import static io.github.ncl4j.augment.PolicyOperation.EQUALIZE;
import static io.github.ncl4j.augment.PolicyOperation.INVERT;
import static io.github.ncl4j.augment.PolicyOperation.POSTERIZE;
import static io.github.ncl4j.augment.PolicyOperation.ROTATE;
import static io.github.ncl4j.augment.PolicyOperation.SHARPNESS;
import static io.github.ncl4j.augment.PolicyOperation.SHEAR_X;
import static io.github.ncl4j.augment.PolicyOperation.SHEAR_Y;
import static io.github.ncl4j.augment.PolicyOperation.SOLARIZE;
import static io.github.ncl4j.augment.PolicyOperation.SOLARIZE_ADD;
import static io.github.ncl4j.augment.PolicyOperation.TRANSLATE_X;
import static io.github.ncl4j.augment.PolicyOperation.TRANSLATE_Y;

import io.github.ncl4j.augment.pixels.FillColor;
import io.github.ncl4j.data.RandomStream;
import io.github.ncl4j.image.Interpolation;
import java.util.ArrayList;
import java.util.List;

/**
 * Applies some operations, drawn uniformly with replacement, all of about the same strength (Cubuk, Zoph, Shlens, Le:
 * RandAugment: Practical automated data augmentation with a reduced search space, 2020), with the operations and arguments of
 * the reference, which writes it {@code rand-n2-m10-mstd0.5}: a drawn operation is skipped with a probability, and its
 * strength varies. Note that at strength 10 solarize is the identity, and that the enhancements only go up there.
 *
 * @param count operations drawn
 * @param magnitude mean strength, in [0, 10]
 * @param deviation standard deviation of the strength, which is cut to [0, 10]
 * @param probability that a drawn operation is applied
 * @param fill what lies outside the image after a geometric operation
 */
record RandAugment(int count, double magnitude, double deviation, double probability, FillColor fill)
        implements RandomPolicy {

    static final List<PolicyOperation> OPERATIONS = List.of(
            AUTOCONTRAST,
            EQUALIZE,
            INVERT,
            ROTATE,
            POSTERIZE,
            SOLARIZE,
            SOLARIZE_ADD,
            COLOR,
            CONTRAST,
            BRIGHTNESS,
            SHARPNESS,
            SHEAR_X,
            SHEAR_Y,
            TRANSLATE_X,
            TRANSLATE_Y);

    private static final double STRONGEST = 10;

    @Override
    public List<PolicyStep> draw(int width, int height, RandomStream random) {
        List<PolicyStep> steps = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            PolicyOperation operation = OPERATIONS.get(random.nextInt(OPERATIONS.size()));
            if (random.nextDouble() < probability) {
                double number = number(operation, level(random), width, height);
                double sign = isSigned(operation) && random.nextInt(2) == 0 ? -1 : 1;
                Interpolation interpolation = random.nextInt(2) == 0 ? Interpolation.BILINEAR : Interpolation.BICUBIC;
                steps.add(new PolicyStep(operation, sign * number, interpolation, fill));
            }
        }
        return steps;
    }

    /** A strength in [0, 10]; with the magnitude 10 it is exactly 10 half of the time. */
    double level(RandomStream random) {
        return Math.max(0, Math.min(magnitude + deviation * random.nextGaussian(), STRONGEST));
    }

    private static boolean isSigned(PolicyOperation operation) {
        return switch (operation) {
            case ROTATE, SHEAR_X, SHEAR_Y, TRANSLATE_X, TRANSLATE_Y -> true;
            default -> false;
        };
    }

    /** The number that an operation takes at a strength, without a sign. */
    static double number(PolicyOperation operation, double level, int width, int height) {
        double part = level / STRONGEST;
        return switch (operation) {
            case ROTATE -> part * 30;
            case POSTERIZE -> (int) (part * 4);
            case SOLARIZE -> (int) (part * 256);
            case SOLARIZE_ADD -> (int) (part * 110);
            case COLOR, CONTRAST, BRIGHTNESS, SHARPNESS -> part * 1.8 + 0.1;
            case SHEAR_X, SHEAR_Y -> part * 0.3;
            case TRANSLATE_X -> part * 0.45 * width;
            case TRANSLATE_Y -> part * 0.45 * height;
            default -> 0;
        };
    }
}
