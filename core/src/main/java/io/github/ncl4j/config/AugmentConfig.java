package io.github.ncl4j.config;

import io.github.ncl4j.image.Interpolation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What happens to an image between the disk and the network.
 *
 * @param train operations on each training image, in order
 * @param copies views that {@code train} makes of each training image, each with random numbers of its own, from 1 to 64; what
 *     NCL++ calls intra_n
 * @param key operations of one further view, in order, which a contrastive loss compares with the others; null for none
 * @param mix what happens to a whole batch of training images afterwards; null for nothing
 * @param evaluate operations on each image that is evaluated or predicted, in order
 * @param normalization applied last, on the device
 */
public record AugmentConfig(
        List<Operation> train,
        int copies,
        @Nullable List<Operation> key,
        @Nullable Mix mix,
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

    /** Batches that are not mixed. */
    public AugmentConfig(
            List<Operation> train,
            int copies,
            @Nullable List<Operation> key,
            List<Operation> evaluate,
            Normalization normalization) {
        this(train, copies, key, null, evaluate, normalization);
    }

    /** One view of each training image. */
    public AugmentConfig(List<Operation> train, List<Operation> evaluate, Normalization normalization) {
        this(train, 1, null, evaluate, normalization);
    }

    /** Every image of a batch with a partner from the same batch, which its loss then counts too. */
    public sealed interface Mix {

        /** Lambda, the part of the image itself, is drawn from Beta(alpha, alpha) for each batch; alpha is above 0. */
        double alpha();

        /** Of mixing a batch, in [0, 1]. */
        double probability();
    }

    /**
     * Blends the images (Zhang et al., ICLR 2018).
     *
     * @param alpha above 0; small ones leave most batches nearly as they are
     * @param probability of mixing a batch, in [0, 1]
     */
    public record Mixup(double alpha, double probability) implements Mix {
        /** Checks the ranges. */
        public Mixup {
            checkMix("Mixup", alpha, probability);
        }
    }

    /**
     * Pastes a rectangle of the partner (Yun et al., ICCV 2019).
     *
     * @param alpha above 0
     * @param probability of mixing a batch, in [0, 1]
     */
    public record Cutmix(double alpha, double probability) implements Mix {
        /** Checks the ranges. */
        public Cutmix {
            checkMix("Cutmix", alpha, probability);
        }
    }

    private static void checkMix(String record, double alpha, double probability) {
        new Checks(record)
                .positive("alpha", alpha)
                .probability("probability", probability)
                .enforce();
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
