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

    /** A loss whose classes can be given weights in the later epochs ({@link DeferredConfig.Reweight}). */
    sealed interface Reweightable extends LossConfig {}

    /** Plain cross-entropy, summed over the experts; in YAML {@code type: cross-entropy}. */
    record CrossEntropy() implements Reweightable {}

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
        /** Those of the first expert, for all experts, as in the reference. */
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

    /**
     * Cross-entropy with smoothed labels, Szegedy et al., CVPR 2016; in YAML {@code type: label-smoothing}.
     *
     * @param epsilon the probability that the label spreads over all classes alike, in [0, 1)
     */
    record LabelSmoothing(double epsilon) implements Reweightable {
        /** Checks the range. */
        public LabelSmoothing {
            new Checks("LabelSmoothing").belowOne("epsilon", epsilon).enforce();
        }
    }

    /**
     * Focal loss, Lin et al., ICCV 2017; in YAML {@code type: focal}.
     *
     * @param gamma how little an image counts that is right already, at least 0
     */
    record Focal(double gamma) implements Reweightable {
        /** Checks the range. */
        public Focal {
            new Checks("Focal").notNegative("gamma", gamma).enforce();
        }
    }

    /**
     * Class-balanced loss, Cui et al., CVPR 2019; in YAML {@code type: class-balanced}.
     *
     * @param base the loss that is weighted
     * @param gamma of the base {@link Base#FOCAL}, at least 0; the other does not read it
     * @param beta from all classes alike, 0, towards weights in inverse proportion to the class counts; below 1
     */
    record ClassBalanced(Base base, double gamma, double beta) implements LossConfig {

        /** Checks the ranges. */
        public ClassBalanced {
            new Checks("ClassBalanced")
                    .notNegative("gamma", gamma)
                    .belowOne("beta", beta)
                    .enforce();
        }

        /** The loss that is weighted. */
        public enum Base {
            /** {@link LossConfig.CrossEntropy}. */
            CROSS_ENTROPY,
            /** {@link LossConfig.Focal}. */
            FOCAL
        }
    }

    /**
     * Label-distribution-aware margins, Cao et al., NeurIPS 2019, meant for the classifier {@code normalized}; in YAML
     * {@code type: ldam}.
     *
     * @param maxMargin the margin of the rarest class, at least 0
     * @param scale the factor of logits and margins, above 0
     */
    record Ldam(double maxMargin, double scale) implements Reweightable {
        /** Checks the ranges. */
        public Ldam {
            new Checks("Ldam")
                    .notNegative("maxMargin", maxMargin)
                    .positive("scale", scale)
                    .enforce();
        }
    }

    /**
     * Logit adjustment in the loss, Menon et al., ICLR 2021; in YAML {@code type: logit-adjustment}.
     *
     * @param tau the factor of the logarithms of the classes' shares, at least 0
     */
    record LogitAdjustment(double tau) implements LossConfig {
        /** Checks the range. */
        public LogitAdjustment {
            new Checks("LogitAdjustment").notNegative("tau", tau).enforce();
        }
    }
}
