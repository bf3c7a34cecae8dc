package io.github.ncl4j.loss;

import java.util.Arrays;

/**
 * Class weights from the effective number of images (Cui et al., "Class-Balanced Loss Based on Effective Number of Samples",
 * CVPR 2019, equations 4 and 12).
 */
public final class EffectiveNumber {

    private EffectiveNumber() {}

    /**
     * {@code w_c} in proportion to {@code 1 / E_c}, with {@code E_c = (1 - beta^n_c) / (1 - beta)}, the mean of all being 1.
     *
     * @param beta in [0, 1); 0 weighs all classes alike, and towards 1 the weights go to the inverse of the class counts
     * @throws IllegalArgumentException if a class has no image: its weight would be infinite
     */
    public static double[] weights(int[] classCounts, double beta) {
        double[] weights = PerClass.positive(classCounts, "the inverse of its effective number");
        for (int c = 0; c < weights.length; c++) {
            // expm1 keeps the digits that 1 - beta^n would lose where beta^n is near 1.
            weights[c] = -1 / Math.expm1(weights[c] * Math.log(beta));
        }
        double mean = Arrays.stream(weights).average().orElseThrow();
        return Arrays.stream(weights).map(weight -> weight / mean).toArray();
    }
}
