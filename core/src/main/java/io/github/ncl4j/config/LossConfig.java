package io.github.ncl4j.config;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The objective of training. */
@Default("ncl")
public sealed interface LossConfig
        permits LossConfig.Ncl,
                LossConfig.CrossEntropy,
                LossConfig.NclPlus,
                LossConfig.BalancedSoftmax,
                LossConfig.LabelSmoothing,
                LossConfig.Focal,
                LossConfig.ClassBalanced,
                LossConfig.Ldam,
                LossConfig.LogitAdjustment {

    /** Calls the visitor's method for this loss. */
    <T> T accept(LossVisitor<T> visitor);

    /**
     * Nested collaborative learning (Li et al., CVPR 2022).
     *
     * @param hcmN the number of hard categories of each image, the target among them; left out, 30 % of the classes
     * @param ceRatio the weight of the cross-entropy on all categories
     * @param hcmRatio the weight of the cross-entropy on the hard categories
     * @param nbodFactor the weight of the distillation on all categories
     * @param nbodHcmFactor the weight of the distillation on the hard categories
     * @param hcmSource the expert whose logits choose the hard categories of an image
     * @param outsideMask the logits of the other categories in the losses on the hard ones
     */
    record Ncl(
            @Nullable Integer hcmN,
            @Default("1") double ceRatio,
            @Default("1") double hcmRatio,
            @Default("0.6") double nbodFactor,
            @Default("0.6") double nbodHcmFactor,
            @Default("first-expert") HcmSource hcmSource,
            @Default("zero") OutsideMask outsideMask)
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

        /** Hard category mining as in the reference implementation. */
        public static Ncl of(
                @Nullable Integer hcmN, double ceRatio, double hcmRatio, double nbodFactor, double nbodHcmFactor) {
            Map<String, Double> weights = Map.of(
                    "ceRatio", ceRatio,
                    "hcmRatio", hcmRatio,
                    "nbodFactor", nbodFactor,
                    "nbodHcmFactor", nbodHcmFactor);
            return Components.with(Defaults.of(Ncl.class, weights), "hcmN", hcmN);
        }

        /** These settings with another source of the hard categories. */
        public Ncl withHcmSource(HcmSource hcmSource) {
            return Components.with(this, "hcmSource", hcmSource);
        }

        /** These settings with other logits outside the mask. */
        public Ncl withOutsideMask(OutsideMask outsideMask) {
            return Components.with(this, "outsideMask", outsideMask);
        }

        /** The size of the hard subset for a number of classes: {@code hcmN}, or 30 % of the classes, at least 1. */
        public int hardCategories(int classes) {
            return LossConfig.hardCategories(hcmN, classes);
        }

        @Override
        public <T> T accept(LossVisitor<T> visitor) {
            return visitor.visit(this);
        }
    }

    /** A loss whose classes can be given weights in the later epochs ({@link DeferredConfig.Reweight}). */
    sealed interface Reweightable permits CrossEntropy, LabelSmoothing, Focal, Ldam {}

    /** Plain cross-entropy, summed over the experts. */
    record CrossEntropy() implements LossConfig, Reweightable {
        @Override
        public <T> T accept(LossVisitor<T> visitor) {
            return visitor.visit(this);
        }
    }

    /** Balanced softmax (Ren et al., NeurIPS 2020). */
    record BalancedSoftmax() implements LossConfig {
        @Override
        public <T> T accept(LossVisitor<T> visitor) {
            return visitor.visit(this);
        }
    }

    /**
     * NCL++ (arXiv 2306.16709), which also distils among the augmented views of each image ({@code augment.copies}).
     *
     * @param hcmN the number of hard categories of each image, the target among them; left out, 30 % of the classes
     * @param ceRatio the weight of the cross-entropy on all categories
     * @param hcmRatio the weight of the cross-entropy on the hard categories
     * @param nbodFactor the weight of all distillation, among experts and among views, on all and on the hard categories
     * @param hcmSource the expert whose logits choose the hard categories of an image
     * @param outsideMask the logits of the other categories in the losses on the hard ones
     */
    record NclPlus(
            @Nullable Integer hcmN,
            @Default("1") double ceRatio,
            @Default("1") double hcmRatio,
            @Default("0.6") double nbodFactor,
            @Default("first-expert") HcmSource hcmSource,
            @Default("zero") OutsideMask outsideMask)
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

        /** Hard category mining as in the reference implementation. */
        public static NclPlus of(@Nullable Integer hcmN, double ceRatio, double hcmRatio, double nbodFactor) {
            Map<String, Double> weights = Map.of("ceRatio", ceRatio, "hcmRatio", hcmRatio, "nbodFactor", nbodFactor);
            return Components.with(Defaults.of(NclPlus.class, weights), "hcmN", hcmN);
        }

        /** These settings with another source of the hard categories. */
        public NclPlus withHcmSource(HcmSource hcmSource) {
            return Components.with(this, "hcmSource", hcmSource);
        }

        /** These settings with other logits outside the mask. */
        public NclPlus withOutsideMask(OutsideMask outsideMask) {
            return Components.with(this, "outsideMask", outsideMask);
        }

        /** The size of the hard subset for a number of classes: {@code hcmN}, or 30 % of the classes, at least 1. */
        public int hardCategories(int classes) {
            return LossConfig.hardCategories(hcmN, classes);
        }

        @Override
        public <T> T accept(LossVisitor<T> visitor) {
            return visitor.visit(this);
        }
    }

    /** Whose raw logits choose the hard categories of an image. */
    enum HcmSource {
        /** The first expert's logits, for all experts, as in the reference implementation. */
        FIRST_EXPERT,
        /** Each expert's own logits, for itself. */
        EACH_EXPERT
    }

    /** The categories outside the mask, in the losses on the hard categories. */
    enum OutsideMask {
        /** A logit of 0, which stays in the softmax, as in the reference implementation; NCL++ distils with the full softmax. */
        ZERO,
        /** Minus infinity, as the papers' formulas read: the softmax is over the hard categories only. */
        MINUS_INFINITY
    }

    private static int hardCategories(@Nullable Integer hcmN, int classes) {
        return hcmN == null ? Math.max(1, (int) Math.round(0.3 * classes)) : Math.min(hcmN, classes);
    }

    /**
     * Cross-entropy with smoothed labels (Szegedy et al., CVPR 2016).
     *
     * @param epsilon the part of the label that is spread evenly over all classes
     */
    record LabelSmoothing(@Default("0.1") double epsilon) implements LossConfig, Reweightable {
        /** Checks the range. */
        public LabelSmoothing {
            new Checks("LabelSmoothing").belowOne("epsilon", epsilon).enforce();
        }

        @Override
        public <T> T accept(LossVisitor<T> visitor) {
            return visitor.visit(this);
        }
    }

    /**
     * Focal loss (Lin et al., ICCV 2017).
     *
     * @param gamma how strongly images are played down that are right already; 0 is plain cross-entropy
     */
    record Focal(@Default("2") double gamma) implements LossConfig, Reweightable {
        /** Checks the range. */
        public Focal {
            new Checks("Focal").notNegative("gamma", gamma).enforce();
        }

        @Override
        public <T> T accept(LossVisitor<T> visitor) {
            return visitor.visit(this);
        }
    }

    /**
     * Class-balanced loss (Cui et al., CVPR 2019): a weight for each class, from its effective number of images.
     *
     * @param base the loss that is weighted
     * @param gamma the gamma of the base {@link Base#FOCAL}; the other base does not read it
     * @param beta how strongly rare classes are favoured: 0 weighs all classes alike, near 1 in inverse proportion to their images
     */
    record ClassBalanced(
            @Default("cross-entropy") Base base,
            @Default("2") double gamma,
            @Default("0.9999") double beta) implements LossConfig {

        /** Checks the ranges. */
        public ClassBalanced {
            new Checks("ClassBalanced")
                    .notNegative("gamma", gamma)
                    .belowOne("beta", beta)
                    .enforce();
        }

        /** The loss that is weighted. */
        public enum Base {
            /** Plain cross-entropy. */
            CROSS_ENTROPY,
            /** Focal loss. */
            FOCAL
        }

        @Override
        public <T> T accept(LossVisitor<T> visitor) {
            return visitor.visit(this);
        }
    }

    /**
     * Label-distribution-aware margins (LDAM; Cao et al., NeurIPS 2019), meant for the classifier {@code normalized}.
     *
     * @param maxMargin the margin of the rarest class
     * @param scale the factor of logits and margins
     */
    record Ldam(
            @Default("0.5") double maxMargin, @Default("30") double scale) implements LossConfig, Reweightable {
        /** Checks the ranges. */
        public Ldam {
            new Checks("Ldam")
                    .notNegative("maxMargin", maxMargin)
                    .positive("scale", scale)
                    .enforce();
        }

        @Override
        public <T> T accept(LossVisitor<T> visitor) {
            return visitor.visit(this);
        }
    }

    /**
     * Logit adjustment in the loss (Menon et al., ICLR 2021).
     *
     * @param tau the factor of the logarithms of the classes' shares, which are added to the logits
     */
    record LogitAdjustment(@Default("1") double tau) implements LossConfig {
        /** Checks the range. */
        public LogitAdjustment {
            new Checks("LogitAdjustment").notNegative("tau", tau).enforce();
        }

        @Override
        public <T> T accept(LossVisitor<T> visitor) {
            return visitor.visit(this);
        }
    }
}
