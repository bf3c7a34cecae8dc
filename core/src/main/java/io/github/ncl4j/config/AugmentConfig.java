package io.github.ncl4j.config;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What happens to an image between the disk and the network.
 *
 * @param train operations on each training image, in order
 * @param copies views that {@code train} makes of each training image, each with random numbers of its own, from 1 to 64; what
 *     NCL++ calls intra_n
 * @param key operations of one further view, in order, which a contrastive loss compares with the others; null for none
 * @param evaluate operations on each image that is evaluated or predicted, in order
 * @param normalization applied last, on the device
 */
public record AugmentConfig(
        List<Operation> train,
        int copies,
        @Nullable List<Operation> key,
        List<Operation> evaluate,
        Normalization normalization) {

    /** A side beyond what any network here reads; larger ones are mistakes that would take all memory. */
    static final int LONGEST_SIDE = 8192;

    private static final int MOST_COPIES = 64;

    /** Copies the lists and checks the number of copies. */
    public AugmentConfig {
        train = List.copyOf(train);
        key = key == null ? null : List.copyOf(key);
        evaluate = List.copyOf(evaluate);
        new Checks("AugmentConfig").between("copies", copies, 1, MOST_COPIES).enforce();
    }

    /** One view of each training image. */
    public AugmentConfig(List<Operation> train, List<Operation> evaluate, Normalization normalization) {
        this(train, 1, null, evaluate, normalization);
    }

    /** One operation on an 8-bit RGB image. */
    public sealed interface Operation
            permits RandomCrop,
                    HorizontalFlip,
                    Resize,
                    CenterCrop,
                    GeometricOperation,
                    ColorOperation,
                    OcclusionOperation,
                    AugmentationPolicy {}

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
     * Antialiased scaling, with the aspect ratio kept.
     *
     * @param shortestSide of the result in pixels, from 1 to 8192
     * @param interpolation bilinear or bicubic
     */
    public record Resize(int shortestSide, Interpolation interpolation) implements Operation {
        /** Checks the range. */
        public Resize {
            new Checks("Resize")
                    .between("shortestSide", shortestSide, 1, LONGEST_SIDE)
                    .antialiased("interpolation", interpolation)
                    .enforce();
        }

        /** Bilinear. */
        public Resize(int shortestSide) {
            this(shortestSide, Interpolation.BILINEAR);
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
