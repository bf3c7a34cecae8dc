package io.github.ncl4j.config;

/**
 * How accuracy is measured.
 *
 * @param batchSize images in one forward pass
 * @param everyEpochs the number of epochs from one evaluation to the next; training also evaluates after the last
 * @param protocol how classes are grouped into many, medium and few, by their number of training images
 * @param validationFraction the share of each class's training images that is held out of training, to choose the best epoch on; 0
 *     chooses it on the validation images, as the reference implementation does
 */
public record EvaluateConfig(
        @Default("256") int batchSize,
        @Default("1") int everyEpochs,
        @Default("pooled") ShotProtocol protocol,
        @Default("0") double validationFraction) {

    /** Checks the ranges. */
    public EvaluateConfig {
        new Checks("EvaluateConfig")
                .atLeast("batchSize", batchSize, 1)
                .atLeast("everyEpochs", everyEpochs, 1)
                .belowOne("validationFraction", validationFraction)
                .enforce();
    }

    /** These settings with another number of images in a forward pass. */
    public EvaluateConfig withBatchSize(int batchSize) {
        return Components.with(this, "batchSize", batchSize);
    }

    /** These settings with another number of epochs from one evaluation to the next. */
    public EvaluateConfig withEveryEpochs(int everyEpochs) {
        return Components.with(this, "everyEpochs", everyEpochs);
    }

    /** The field's two ways to group classes by their number of training images. */
    public enum ShotProtocol {
        /** many: at least 100 images, few: at most 20; accuracy over all test images of a group. */
        POOLED,
        /** many: over 100 images, few: under 20; mean of the accuracies of a group's classes. */
        CLASS_MEAN
    }
}
