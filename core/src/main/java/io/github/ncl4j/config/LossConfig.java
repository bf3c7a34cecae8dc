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
     * @param hcmSource whose logits choose the hard categories
     * @param outsideMask what becomes of the other categories in the losses on the hard ones
     */
    record Ncl(
            @Nullable Integer hcmN,
            double ceRatio,
            double hcmRatio,
            double nbodFactor,
            double nbodHcmFactor,
            HcmSource hcmSource,
            OutsideMask outsideMask)
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

        /** Hard category mining as in the reference. */
        public Ncl(@Nullable Integer hcmN, double ceRatio, double hcmRatio, double nbodFactor, double nbodHcmFactor) {
            this(hcmN, ceRatio, hcmRatio, nbodFactor, nbodHcmFactor, HcmSource.FIRST_EXPERT, OutsideMask.ZERO);
        }

        /** The size of the hard subset for a number of classes: {@code hcmN}, or 30 % of the classes, at least 1. */
        public int hardCategories(int classes) {
            return LossConfig.hardCategories(hcmN, classes);
        }
    }

    /** Plain cross-entropy, summed over the experts; in YAML {@code type: cross-entropy}. */
    record CrossEntropy() implements LossConfig {}

    /** Balanced softmax, Ren et al., NeurIPS 2020; in YAML {@code type: balanced-softmax}. */
    record BalancedSoftmax() implements LossConfig {}

    /**
     * NCL++, which also distils among {@link AugmentConfig#copies} augmented views of each image; in YAML {@code type:
     * ncl-plus}.
     *
     * @param hcmN as in {@link Ncl}
     * @param ceRatio weight of the cross-entropy on all categories, at least 0
     * @param hcmRatio weight of the cross-entropy on the hard categories, at least 0
     * @param nbodFactor weight of all distillation, among experts and among views, on all and on the hard categories, at
     *     least 0
     * @param hcmSource whose logits choose the hard categories
     * @param outsideMask what becomes of the other categories in the losses on the hard ones
     */
    record NclPlus(
            @Nullable Integer hcmN,
            double ceRatio,
            double hcmRatio,
            double nbodFactor,
            HcmSource hcmSource,
            OutsideMask outsideMask)
            implements LossConfig {

        /** Checks the ranges. */
        public NclPlus {
            new Checks("NclPlus")
                    .that(hcmN == null || hcmN >= 1, "hcmN", hcmN, "must be at least 1")
                    .notNegative("ceRatio", ceRatio)
                    .notNegative("hcmRatio", hcmRatio)
                    .notNegative("nbodFactor", nbodFactor)
                    .enforce();
        }

        /** Hard category mining as in the reference. */
        public NclPlus(@Nullable Integer hcmN, double ceRatio, double hcmRatio, double nbodFactor) {
            this(hcmN, ceRatio, hcmRatio, nbodFactor, HcmSource.FIRST_EXPERT, OutsideMask.ZERO);
        }

        /** The size of the hard subset for a number of classes: {@code hcmN}, or 30 % of the classes, at least 1. */
        public int hardCategories(int classes) {
            return LossConfig.hardCategories(hcmN, classes);
        }
    }

    /** Whose raw logits choose the hard categories of an image. */
    enum HcmSource {
        /** Those of expert 0, for all experts, as in the reference. */
        FIRST_EXPERT,
        /** Each expert's own, for itself. */
        EACH_EXPERT
    }

    /** The categories outside the mask, in the losses on the hard categories. */
    enum OutsideMask {
        /** As in the reference: a logit of 0, which stays in the softmax; NCL++ distils with the full softmax. */
        ZERO,
        /** Minus infinity, as the papers' formulas read: the softmax is over the hard categories alone. */
        MINUS_INFINITY
    }

    private static int hardCategories(@Nullable Integer hcmN, int classes) {
        return hcmN == null ? Math.max(1, (int) Math.round(0.3 * classes)) : Math.min(hcmN, classes);
    }
}
