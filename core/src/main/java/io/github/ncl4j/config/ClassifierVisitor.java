package io.github.ncl4j.config;

/**
 * Has a method for each kind of classifier, so that the compiler tells where a new kind is missing.
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
