package io.github.ncl4j.config;

import io.github.ncl4j.image.Interpolation;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * The steps between an image on the disk and the network.
 *
 * @param train operations on each training image, in order
 * @param copies augmented views of each training image, each with random numbers of its own; the reference implementation calls it
 *     {@code intra_n}
 * @param key operations of one further view, in order, which the contrastive branch compares with the others; left out, there is no
 *     such view
 * @param mix mixing of the images of a training batch, after the operations; left out, batches are not mixed
 * @param evaluate operations on each image that is evaluated or predicted, in order
 * @param normalization the normalisation of pixels, the last step
 */
public record AugmentConfig(
        @Default("[]") List<Operation> train,
        @Default("1") int copies,
        @Nullable List<Operation> key,
        @Nullable Mix mix,
        @Default("[]") List<Operation> evaluate,
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

    /** One view of each training image, in batches that are not mixed. */
    public static AugmentConfig of(List<Operation> train, List<Operation> evaluate, Normalization normalization) {
        return Defaults.of(
                AugmentConfig.class, Map.of("train", train, "evaluate", evaluate, "normalization", normalization));
    }

    /** These settings with other operations on training images. */
    public AugmentConfig withTrain(List<Operation> train) {
        return Components.with(this, "train", train);
    }

    /** These settings with another number of views. */
    public AugmentConfig withCopies(int copies) {
        return Components.with(this, "copies", copies);
    }

    /** These settings with another key view, or without. */
    public AugmentConfig withKey(@Nullable List<Operation> key) {
        return Components.with(this, "key", key);
    }

    /** These settings with another mixing of batches, or without. */
    public AugmentConfig withMix(@Nullable Mix mix) {
        return Components.with(this, "mix", mix);
    }

    /** These settings with other operations on evaluated images. */
    public AugmentConfig withEvaluate(List<Operation> evaluate) {
        return Components.with(this, "evaluate", evaluate);
    }

    /** Mixing every image of a batch with a partner from the same batch, whose class the loss then counts too. */
    public sealed interface Mix {

        /** The part of the image itself is drawn from Beta(alpha, alpha) for each batch. */
        double alpha();

        /** The probability of mixing a batch. */
        double probability();
    }

    /**
     * Blends the images (Zhang et al., ICLR 2018).
     *
     * @param alpha the strength: the part of the image itself is drawn from Beta(alpha, alpha) for each batch; a small alpha leaves
     *     most batches nearly as they are
     * @param probability the probability of mixing a batch
     */
    public record Mixup(
            @Default("1") double alpha, @Default("1") double probability) implements Mix {
        /** Checks the ranges. */
        public Mixup {
            checkMix("Mixup", alpha, probability);
        }
    }

    /**
     * Pastes a rectangle of the partner (CutMix; Yun et al., ICCV 2019).
     *
     * @param alpha the strength: the part of the image that stays is drawn from Beta(alpha, alpha) for each batch
     * @param probability the probability of mixing a batch
     */
    public record Cutmix(
            @Default("1") double alpha, @Default("1") double probability) implements Mix {
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
                    AugmentationPolicy {

        /** Calls the visitor's method for this kind of operation. */
        <T> T accept(OperationVisitor<T> visitor);

        /** The shortest side of every image that it makes, in pixels; empty where an image keeps its size. */
        default OptionalInt outputSide() {
            return OptionalInt.empty();
        }

        /** Whether it makes squares of images of any shape. */
        default boolean makesSquares() {
            return false;
        }
    }

    /**
     * A square, cut at a uniformly random place of the image after zero padding.
     *
     * @param size the side of the square in pixels
     * @param padding zero pixels that are added on each side first
     */
    public record RandomCrop(int size, @Default("0") int padding) implements Operation {
        /** Checks the ranges. */
        public RandomCrop {
            new Checks("RandomCrop")
                    .between("size", size, 1, LONGEST_SIDE)
                    .between("padding", padding, 0, LONGEST_SIDE)
                    .enforce();
        }

        @Override
        public OptionalInt outputSide() {
            return OptionalInt.of(size);
        }

        @Override
        public boolean makesSquares() {
            return true;
        }

        @Override
        public <T> T accept(OperationVisitor<T> visitor) {
            return visitor.visit(this);
        }
    }

    /**
     * Mirrors left and right.
     *
     * @param probability the probability of mirroring
     */
    public record HorizontalFlip(@Default("0.5") double probability) implements Operation {
        /** Checks the range. */
        public HorizontalFlip {
            new Checks("HorizontalFlip").probability("probability", probability).enforce();
        }

        @Override
        public <T> T accept(OperationVisitor<T> visitor) {
            return visitor.visit(this);
        }
    }

    /**
     * Antialiased scaling, with the aspect ratio kept.
     *
     * @param shortestSide the shortest side of the result in pixels
     * @param interpolation the filter
     */
    public record Resize(
            int shortestSide, @Default("bilinear") Interpolation interpolation) implements Operation {
        /** Checks the range. */
        public Resize {
            new Checks("Resize")
                    .between("shortestSide", shortestSide, 1, LONGEST_SIDE)
                    .antialiased("interpolation", interpolation)
                    .enforce();
        }

        @Override
        public OptionalInt outputSide() {
            return OptionalInt.of(shortestSide);
        }

        @Override
        public <T> T accept(OperationVisitor<T> visitor) {
            return visitor.visit(this);
        }
    }

    /**
     * A square, cut in the middle; a smaller image is padded with zeros first.
     *
     * @param size the side of the square in pixels
     */
    public record CenterCrop(int size) implements Operation {
        /** Checks the range. */
        public CenterCrop {
            new Checks("CenterCrop").between("size", size, 1, LONGEST_SIDE).enforce();
        }

        @Override
        public OptionalInt outputSide() {
            return OptionalInt.of(size);
        }

        @Override
        public boolean makesSquares() {
            return true;
        }

        @Override
        public <T> T accept(OperationVisitor<T> visitor) {
            return visitor.visit(this);
        }
    }

    /**
     * The normalisation {@code (pixel / 255 - mean) / std} of each channel. The defaults are ImageNet's, which suit photos.
     *
     * @param mean the means of red, green and blue
     * @param std the standard deviations of red, green and blue
     */
    public record Normalization(
            @Default("[0.485, 0.456, 0.406]") List<Double> mean,
            @Default("[0.229, 0.224, 0.225]") List<Double> std) {

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
