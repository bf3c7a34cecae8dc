package io.github.ncl4j.config;

import java.util.List;

/**
 * What happens to an image between the disk and the network.
 *
 * @param train operations on each training image, in order
 * @param evaluate operations on each image that is evaluated or predicted, in order
 * @param normalization applied last, on the device
 */
public record AugmentConfig(List<Operation> train, List<Operation> evaluate, Normalization normalization) {

    /** Copies the lists. */
    public AugmentConfig {
        train = List.copyOf(train);
        evaluate = List.copyOf(evaluate);
    }

    /** One operation on an 8-bit RGB image. */
    public sealed interface Operation permits RandomCrop, HorizontalFlip, Resize, CenterCrop {}

    /**
     * A square cut at a uniformly random place of the image after zero padding.
     *
     * @param size side of the cut in pixels
     * @param padding zero pixels added on each side before
     */
    public record RandomCrop(int size, int padding) implements Operation {}

    /**
     * Mirrors left and right.
     *
     * @param probability of mirroring, in [0, 1]
     */
    public record HorizontalFlip(double probability) implements Operation {}

    /**
     * Antialiased bilinear scaling, with the aspect ratio kept.
     *
     * @param shortestSide of the result in pixels
     */
    public record Resize(int shortestSide) implements Operation {}

    /**
     * A square cut in the middle; a smaller image is padded with zeros first.
     *
     * @param size side of the cut in pixels
     */
    public record CenterCrop(int size) implements Operation {}

    /**
     * {@code (pixel / 255 - mean) / std} for each of the channels red, green, blue.
     *
     * @param mean three means in [0, 1]
     * @param std three positive deviations
     */
    public record Normalization(List<Double> mean, List<Double> std) {

        /** Copies the lists. */
        public Normalization {
            mean = List.copyOf(mean);
            std = List.copyOf(std);
        }
    }
}
