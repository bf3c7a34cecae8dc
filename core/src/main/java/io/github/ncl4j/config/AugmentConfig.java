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

    /** A side beyond what any network here reads; larger ones are mistakes that would take all memory. */
    private static final int LONGEST_SIDE = 8192;

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
     * @param size side of the cut in pixels, from 1 to 8192
     * @param padding zero pixels added on each side before, from 0 to 8192
     */
    public record RandomCrop(int size, int padding) implements Operation {
        /** Checks the ranges. */
        public RandomCrop {
            new Checks("RandomCrop")
                    .between("size", size, 1, LONGEST_SIDE)
                    .between("padding", padding, 0, LONGEST_SIDE)
                    .enforce();
        }
    }

    /**
     * Mirrors left and right.
     *
     * @param probability of mirroring, in [0, 1]
     */
    public record HorizontalFlip(double probability) implements Operation {
        /** Checks the range. */
        public HorizontalFlip {
            new Checks("HorizontalFlip").probability("probability", probability).enforce();
        }
    }

    /**
     * Antialiased bilinear scaling, with the aspect ratio kept.
     *
     * @param shortestSide of the result in pixels, from 1 to 8192
     */
    public record Resize(int shortestSide) implements Operation {
        /** Checks the range. */
        public Resize {
            new Checks("Resize")
                    .between("shortestSide", shortestSide, 1, LONGEST_SIDE)
                    .enforce();
        }
    }

    /**
     * A square cut in the middle; a smaller image is padded with zeros first.
     *
     * @param size side of the cut in pixels, from 1 to 8192
     */
    public record CenterCrop(int size) implements Operation {
        /** Checks the range. */
        public CenterCrop {
            new Checks("CenterCrop").between("size", size, 1, LONGEST_SIDE).enforce();
        }
    }

    /**
     * {@code (pixel / 255 - mean) / std} for each of the channels red, green, blue.
     *
     * @param mean three means in [0, 1]
     * @param std three positive deviations
     */
    public record Normalization(List<Double> mean, List<Double> std) {

        /** Copies the lists and checks them. */
        public Normalization {
            mean = List.copyOf(mean);
            std = List.copyOf(std);
            new Checks("Normalization")
                    .that(
                            mean.size() == 3 && mean.stream().allMatch(m -> m >= 0 && m <= 1),
                            "mean",
                            mean,
                            "must be three numbers, each at least 0 and at most 1")
                    .that(
                            std.size() == 3 && std.stream().allMatch(s -> s > 0 && Double.isFinite(s)),
                            "std",
                            std,
                            "must be three numbers, each above 0")
                    .enforce();
        }
    }
}
