package io.github.ncl4j.config;

/**
 * One method for each kind of sampler: with a new kind, a visitor does not compile until it handles it.
 *
 * @param <T> the result
 * @see DataConfig.Sampler#accept
 */
public interface SamplerVisitor<T> {

    /** Visits {@link DataConfig.Instance}. */
    T visit(DataConfig.Instance sampler);

    /** Visits {@link DataConfig.ClassBalanced}. */
    T visit(DataConfig.ClassBalanced sampler);

    /** Visits {@link DataConfig.SquareRoot}. */
    T visit(DataConfig.SquareRoot sampler);

    /** Visits {@link DataConfig.FourthRoot}. */
    T visit(DataConfig.FourthRoot sampler);

    /** Visits {@link DataConfig.ProgressivelyBalanced}. */
    T visit(DataConfig.ProgressivelyBalanced sampler);

    /** Visits {@link DataConfig.RepeatFactor}. */
    T visit(DataConfig.RepeatFactor sampler);
}
