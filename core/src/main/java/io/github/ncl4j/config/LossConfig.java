package io.github.ncl4j.config;

import org.jspecify.annotations.Nullable;

/** The objective; in YAML a section with the key {@code type}. */
public sealed interface LossConfig {

    /**
     * Nested collaborative learning, Li et al., CVPR 2022; in YAML {@code type: ncl}.
     *
     * @param hcmN categories in the hard subset of each image, the target among them, at least 1; null is 30 % of the classes
     * @param ceRatio weight of the cross-entropy on all categories, at least 0
     * @param hcmRatio weight of the cross-entropy on the hard categories, at least 0
     * @param nbodFactor weight of the distillation on all categories, at least 0
     * @param nbodHcmFactor weight of the distillation on the hard categories, at least 0
     */
    record Ncl(@Nullable Integer hcmN, double ceRatio, double hcmRatio, double nbodFactor, double nbodHcmFactor)
            implements LossConfig {

        /** Checks the ranges. */
        public Ncl {
            new Checks("Ncl")
                    .that(hcmN == null || hcmN >= 1, "hcmN", hcmN, "must be at least 1")
                    .notNegative("ceRatio", ceRatio)
                    .notNegative("hcmRatio", hcmRatio)
                    .notNegative("nbodFactor", nbodFactor)
                    .notNegative("nbodHcmFactor", nbodHcmFactor)
                    .enforce();
        }

        /** The size of the hard subset for a number of classes: {@code hcmN}, or 30 % of the classes, at least 1. */
        public int hardCategories(int classes) {
            return hcmN == null ? Math.max(1, (int) Math.round(0.3 * classes)) : Math.min(hcmN, classes);
        }
    }

    /** Plain cross-entropy, summed over the experts; in YAML {@code type: cross-entropy}. */
    record CrossEntropy() implements LossConfig {}

    /** Balanced softmax, Ren et al., NeurIPS 2020; in YAML {@code type: balanced-softmax}. */
    record BalancedSoftmax() implements LossConfig {}
}
