package io.github.ncl4j.model;

import io.github.ncl4j.config.AugmentConfig;
import io.github.ncl4j.config.DataConfig;
import io.github.ncl4j.config.ExperimentConfig;
import java.util.List;
import java.util.OptionalInt;

/** The size of the images that a model is for, as its configuration tells it. */
public final class InputSize {

    private static final int CIFAR = 32;
    private static final int FASHION_MNIST = 28;

    private InputSize() {}

    /**
     * The side of the last crop or resizing for evaluation, else of that for training, else of the data set's own images.
     *
     * @return in pixels; empty if nothing tells it
     */
    public static OptionalInt of(ExperimentConfig config) {
        OptionalInt evaluated = last(config.augment().evaluate());
        if (evaluated.isPresent()) {
            return evaluated;
        }
        OptionalInt trained = last(config.augment().train());
        return trained.isPresent() ? trained : own(config.data().format());
    }

    private static OptionalInt last(List<AugmentConfig.Operation> operations) {
        OptionalInt side = OptionalInt.empty();
        for (AugmentConfig.Operation operation : operations) {
            side = operation.outputSide().isPresent() ? operation.outputSide() : side;
        }
        return side;
    }

    private static OptionalInt own(DataConfig.Format format) {
        return switch (format) {
            case CIFAR_10, CIFAR_100 -> OptionalInt.of(CIFAR);
            case FASHION_MNIST, BUILT_IN -> OptionalInt.of(FASHION_MNIST);
            case ANNOTATIONS -> OptionalInt.empty();
        };
    }
}
