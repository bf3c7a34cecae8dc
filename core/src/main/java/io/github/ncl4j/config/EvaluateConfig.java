package io.github.ncl4j.config;

/**
 * How accuracy is measured.
 *
 * @param batchSize images in a forward pass, at least 1
 * @param everyEpochs training evaluates after every so many epochs, at least 1, and after the last
 * @param protocol how the classes fall into many, medium and few
 */
public record EvaluateConfig(int batchSize, int everyEpochs, ShotProtocol protocol) {

    /** Checks the ranges. */
    public EvaluateConfig {
        new Checks("EvaluateConfig")
                .atLeast("batchSize", batchSize, 1)
                .atLeast("everyEpochs", everyEpochs, 1)
                .enforce();
    }

    /** The field's two ways to group classes by their number of training images. */
    public enum ShotProtocol {
        /** many: at least 100, few: at most 20; accuracy pooled over the test images of a group. The default. */
        POOLED,
        /** many: over 100, few: under 20; mean of the class accuracies of a group. */
        CLASS_MEAN
    }
}
