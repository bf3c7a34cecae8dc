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
import static io.github.ncl4j.augment.PolicyOperation.SHEAR_Y;
import static io.github.ncl4j.augment.PolicyOperation.SOLARIZE;
import static io.github.ncl4j.augment.PolicyOperation.TRANSLATE_X;
import static io.github.ncl4j.augment.PolicyOperation.TRANSLATE_Y;

import io.github.ncl4j.data.RandomStream;
import java.util.List;

/**
 * Applies one of several sub-policies, chosen uniformly for each image (Cubuk, Zoph, Mane, Vasudevan, Le: AutoAugment: Learning
 * Augmentation Strategies from Data, CVPR 2019).
 */
record AutoAugment(List<SubPolicy> policies) implements RandomPolicy {

    /** The 25 sub-policies found for CIFAR-10 (appendix of the paper). */
    static final AutoAugment CIFAR_10 = new AutoAugment(List.of(
            pair(INVERT, 0.1, 7, CONTRAST, 0.2, 6),
            pair(ROTATE, 0.7, 2, TRANSLATE_X, 0.3, 9),
            pair(SHARPNESS, 0.8, 1, SHARPNESS, 0.9, 3),
            pair(SHEAR_Y, 0.5, 8, TRANSLATE_Y, 0.7, 9),
            pair(AUTOCONTRAST, 0.5, 8, EQUALIZE, 0.9, 2),
            pair(SHEAR_Y, 0.2, 7, POSTERIZE, 0.3, 7),
            pair(COLOR, 0.4, 3, BRIGHTNESS, 0.6, 7),
            pair(SHARPNESS, 0.3, 9, BRIGHTNESS, 0.7, 9),
            pair(EQUALIZE, 0.6, 5, EQUALIZE, 0.5, 1),
            pair(CONTRAST, 0.6, 7, SHARPNESS, 0.6, 5),
            pair(COLOR, 0.7, 7, TRANSLATE_X, 0.5, 8),
            pair(EQUALIZE, 0.3, 7, AUTOCONTRAST, 0.4, 8),
            pair(TRANSLATE_Y, 0.4, 3, SHARPNESS, 0.2, 6),
            pair(BRIGHTNESS, 0.9, 6, COLOR, 0.2, 8),
            pair(SOLARIZE, 0.5, 2, INVERT, 0.0, 3),
            pair(EQUALIZE, 0.2, 0, AUTOCONTRAST, 0.6, 0),
            pair(EQUALIZE, 0.2, 8, EQUALIZE, 0.6, 4),
            pair(COLOR, 0.9, 9, EQUALIZE, 0.6, 6),
            pair(AUTOCONTRAST, 0.8, 4, SOLARIZE, 0.2, 8),
            pair(BRIGHTNESS, 0.1, 3, COLOR, 0.7, 0),
            pair(SOLARIZE, 0.4, 5, AUTOCONTRAST, 0.9, 3),
            pair(TRANSLATE_Y, 0.9, 9, TRANSLATE_Y, 0.7, 9),
            pair(AUTOCONTRAST, 0.9, 2, SOLARIZE, 0.8, 3),
            pair(EQUALIZE, 0.8, 8, INVERT, 0.1, 3),
            pair(TRANSLATE_Y, 0.7, 9, AUTOCONTRAST, 0.9, 1)));

    private static SubPolicy pair(
            PolicyOperation first,
            double probability1,
            int strength1,
            PolicyOperation second,
            double probability2,
            int strength2) {
        return new SubPolicy(
                new SubPolicy.Half(first, probability1, strength1),
                new SubPolicy.Half(second, probability2, strength2));
    }

    @Override
    public List<PolicyStep> draw(int width, int height, RandomStream random) {
        return choose(random).draw(width, height, random);
    }

    SubPolicy choose(RandomStream random) {
        return policies.get(random.nextInt(policies.size()));
    }
}
