package io.github.ncl4j.config;

/**
 * One method for each kind of loss: with a new kind, a visitor does not compile until it handles it.
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
