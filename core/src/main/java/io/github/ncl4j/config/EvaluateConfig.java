package io.github.ncl4j.config;

/**
 * How accuracy is measured.
 *
 * @param batchSize images in a forward pass, at least 1
 * @param everyEpochs training evaluates after every so many epochs, at least 1, and after the last
 * @param protocol how the classes fall into many, medium and few
 * @param validationFraction the share of each class's training images that are held out of training, to choose the best epoch on;
 *     0 chooses it on the validation images, as the reference does
 */
public record EvaluateConfig(int batchSize, int everyEpochs, ShotProtocol protocol, double validationFraction) {

    /** Checks the ranges. */
    public EvaluateConfig {
        new Checks("EvaluateConfig")
                .atLeast("batchSize", batchSize, 1)
                .atLeast("everyEpochs", everyEpochs, 1)
                .belowOne("validationFraction", validationFraction)
                .enforce();
    }

    /** Without images held out. */
    public EvaluateConfig(int batchSize, int everyEpochs, ShotProtocol protocol) {
        this(batchSize, everyEpochs, protocol, 0);
    }

    /** The field's two ways to group classes by their number of training images. */
    public enum ShotProtocol {
        /** many: at least 100, few: at most 20; accuracy pooled over the test images of a group. The default. */
        POOLED,
        /** many: over 100, few: under 20; mean of the class accuracies of a group. */
        CLASS_MEAN
    }
}
