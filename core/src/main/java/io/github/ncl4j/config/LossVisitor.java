package io.github.ncl4j.config;

/**
 * Has a method for each kind of loss, so that the compiler tells where a new kind is missing.
 *
 * @param <T> the result
 * @see LossConfig#accept
 */
public interface LossVisitor<T> {

    /** Visits {@link LossConfig.Ncl}. */
    T visit(LossConfig.Ncl loss);

    /** Visits {@link LossConfig.CrossEntropy}. */
    T visit(LossConfig.CrossEntropy loss);

    /** Visits {@link LossConfig.NclPlus}. */
    T visit(LossConfig.NclPlus loss);

    /** Visits {@link LossConfig.BalancedSoftmax}. */
    T visit(LossConfig.BalancedSoftmax loss);

    /** Visits {@link LossConfig.LabelSmoothing}. */
    T visit(LossConfig.LabelSmoothing loss);

    /** Visits {@link LossConfig.Focal}. */
    T visit(LossConfig.Focal loss);

    /** Visits {@link LossConfig.ClassBalanced}. */
    T visit(LossConfig.ClassBalanced loss);

    /** Visits {@link LossConfig.Ldam}. */
    T visit(LossConfig.Ldam loss);

    /** Visits {@link LossConfig.LogitAdjustment}. */
    T visit(LossConfig.LogitAdjustment loss);
}
