package io.github.ncl4j.config;

/**
 * One method for each kind of classifier: with a new kind, a visitor does not compile until it handles it.
 *
 * @param <T> the result
 * @see ModelConfig.Classifier#accept
 */
public interface ClassifierVisitor<T> {

    /** Visits {@link ModelConfig.Linear}. */
    T visit(ModelConfig.Linear classifier);

    /** Visits {@link ModelConfig.Cosine}. */
    T visit(ModelConfig.Cosine classifier);

    /** Visits {@link ModelConfig.Normalized}. */
    T visit(ModelConfig.Normalized classifier);
}
