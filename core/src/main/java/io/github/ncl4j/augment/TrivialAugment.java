package io.github.ncl4j.augment;

import static io.github.ncl4j.augment.PolicyOperation.AUTOCONTRAST;
import static io.github.ncl4j.augment.PolicyOperation.BRIGHTNESS;
import static io.github.ncl4j.augment.PolicyOperation.COLOR;
import static io.github.ncl4j.augment.PolicyOperation.CONTRAST;
import static io.github.ncl4j.augment.PolicyOperation.EQUALIZE;
import static io.github.ncl4j.augment.PolicyOperation.IDENTITY;
import static io.github.ncl4j.augment.PolicyOperation.POSTERIZE;
import static io.github.ncl4j.augment.PolicyOperation.ROTATE;
import static io.github.ncl4j.augment.PolicyOperation.SHARPNESS;
import static io.github.ncl4j.augment.PolicyOperation.SHEAR_X;
import static io.github.ncl4j.augment.PolicyOperation.SHEAR_Y;
import static io.github.ncl4j.augment.PolicyOperation.SOLARIZE;
import static io.github.ncl4j.augment.PolicyOperation.TRANSLATE_X;
import static io.github.ncl4j.augment.PolicyOperation.TRANSLATE_Y;

import io.github.ncl4j.augment.pixels.FillColor;
import io.github.ncl4j.data.RandomStream;
import io.github.ncl4j.image.Interpolation;
import java.util.List;

/**
 * Applies one operation of a random strength, both drawn uniformly, in the paper's wide space (Müller, Hutter: TrivialAugment:
 * Tuning-free yet state-of-the-art data augmentation, ICCV 2021): 14 operations, 31 strengths, nearest
 * interpolation, as torchvision's {@code TrivialAugmentWide}.
 *
 * @param fill what lies outside the image after a geometric operation
 */
record TrivialAugment(FillColor fill) implements RandomPolicy {

    static final List<PolicyOperation> OPERATIONS = List.of(
            IDENTITY,
            SHEAR_X,
            SHEAR_Y,
            TRANSLATE_X,
            TRANSLATE_Y,
            ROTATE,
            BRIGHTNESS,
            COLOR,
            CONTRAST,
            SHARPNESS,
            POSTERIZE,
            SOLARIZE,
            AUTOCONTRAST,
            EQUALIZE);

    /** Strengths are numbered from 0 to this. */
    static final int STRONGEST = 30;

    @Override
    public List<PolicyStep> draw(int width, int height, RandomStream random) {
        PolicyOperation operation = OPERATIONS.get(random.nextInt(OPERATIONS.size()));
        int strength = random.nextInt(STRONGEST + 1);
        int sign = random.nextInt(2) == 0 ? -1 : 1;
        return List.of(new PolicyStep(operation, number(operation, strength, sign), Interpolation.NEAREST, fill));
    }

    /** The number that an operation takes at a strength. */
    static double number(PolicyOperation operation, int strength, int sign) {
        double part = (double) strength / STRONGEST;
        return switch (operation) {
            case SHEAR_X, SHEAR_Y -> part * 0.99 * sign;
            case TRANSLATE_X, TRANSLATE_Y -> (int) (part * 32 * sign);
            case ROTATE -> part * 135 * sign;
            case BRIGHTNESS, COLOR, CONTRAST, SHARPNESS -> 1 + part * 0.99 * sign;
            case POSTERIZE -> 8 - Math.rint(strength / (STRONGEST / 6.0));
            case SOLARIZE -> 255 - part * 255;
            default -> 0;
        };
    }
}
