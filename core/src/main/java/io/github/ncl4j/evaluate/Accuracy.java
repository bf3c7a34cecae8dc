package io.github.ncl4j.evaluate;

import org.jspecify.annotations.Nullable;

/**
 * How often one predictor, an expert or the ensemble, is right. All values are fractions in [0, 1].
 *
 * @param top1 images whose highest logit is their target's; of equal logits the first counts as the highest
 * @param top5 images whose target is among the five highest logits; 1 with five classes or fewer
 * @param many top-1 in the classes with many training images; null if no test image is of such a class
 * @param medium top-1 in the classes between; null if no test image is of such a class
 * @param few top-1 in the classes with few training images; null if no test image is of such a class
 */
public record Accuracy(
        double top1,
        double top5,
        @Nullable Double many,
        @Nullable Double medium,
        @Nullable Double few) {

    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException if a value is no fraction
     */
    public Accuracy {
        requireFraction("top1", top1);
        requireFraction("top5", top5);
        requireFraction("many", many);
        requireFraction("medium", medium);
        requireFraction("few", few);
    }

    private static void requireFraction(String name, @Nullable Double value) {
        if (value != null && !(value >= 0 && value <= 1)) {
            throw new IllegalArgumentException(name + " must be in [0, 1], not " + value);
        }
    }

    /** The top-1 accuracy of a shot group; null if no test image is of such a class. */
    public @Nullable Double of(ShotGroup group) {
        return switch (group) {
            case MANY -> many;
            case MEDIUM -> medium;
            case FEW -> few;
        };
    }
}
