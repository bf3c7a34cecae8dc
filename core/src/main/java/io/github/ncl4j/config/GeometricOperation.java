package io.github.ncl4j.config;

import io.github.ncl4j.image.Interpolation;
import java.util.List;
import java.util.OptionalInt;

/** Operations that move pixels, beside the crops and flips of {@link AugmentConfig}. */
public sealed interface GeometricOperation extends AugmentConfig.Operation {

    /**
     * A part of the image of random area, shape and place, scaled to a square with antialiasing.
     *
     * @param size the side of the square in pixels
     * @param minScale the least part of the image's area
     * @param maxScale the largest part of the image's area
     * @param minRatio the least width divided by height, before scaling
     * @param maxRatio the largest width divided by height, before scaling
     * @param interpolation the filter
     */
    record RandomResizedCrop(
            int size,
            @Default("0.08") double minScale,
            @Default("1") double maxScale,
            @Default("0.75") double minRatio,
            @Default("1.3333333333333333") double maxRatio,
            @Default("bilinear") Interpolation interpolation)
            implements GeometricOperation {
        /** Checks the ranges. */
        public RandomResizedCrop {
            new Checks("RandomResizedCrop")
                    .between("size", size, 1, AugmentConfig.LONGEST_SIDE)
                    .range("minScale", minScale, "maxScale", maxScale)
                    .upTo("maxScale", maxScale, 1)
                    .range("minRatio", minRatio, "maxRatio", maxRatio)
                    .antialiased("interpolation", interpolation)
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
     * Mirrors top and bottom.
     *
     * @param probability the probability of mirroring
     */
    record VerticalFlip(@Default("0.5") double probability) implements GeometricOperation {
        /** Checks the range. */
        public VerticalFlip {
            new Checks("VerticalFlip").probability("probability", probability).enforce();
        }

        @Override
        public <T> T accept(OperationVisitor<T> visitor) {
            return visitor.visit(this);
        }
    }

    /**
     * Turns the image about its centre by a random angle.
     *
     * @param maxDegrees the largest angle in degrees, to either side
     * @param interpolation the filter
     * @param fill the colour outside the image: red, green and blue
     * @param probability the probability of turning
     */
    record Rotate(
            double maxDegrees,
            @Default("nearest") Interpolation interpolation,
            @Default("[0, 0, 0]") List<Integer> fill,
            @Default("1") double probability)
            implements GeometricOperation {
        /** Copies the list and checks the ranges. */
        public Rotate {
            fill = List.copyOf(fill);
            new Checks("Rotate")
                    .upTo("maxDegrees", maxDegrees, 180)
                    .samples("fill", fill)
                    .probability("probability", probability)
                    .enforce();
        }

        @Override
        public <T> T accept(OperationVisitor<T> visitor) {
            return visitor.visit(this);
        }
    }

    /**
     * Shears the image about its upper left corner by random factors.
     *
     * @param maxX the largest horizontal factor, in columns per row, to either side
     * @param maxY the largest vertical factor, in rows per column, to either side
     * @param interpolation the filter
     * @param fill the colour outside the image: red, green and blue
     * @param probability the probability of shearing
     */
    record Shear(
            @Default("0") double maxX,
            @Default("0") double maxY,
            @Default("nearest") Interpolation interpolation,
            @Default("[0, 0, 0]") List<Integer> fill,
            @Default("1") double probability)
            implements GeometricOperation {
        /** Copies the list and checks the ranges. */
        public Shear {
            fill = List.copyOf(fill);
            new Checks("Shear")
                    .upTo("maxX", maxX, 10)
                    .upTo("maxY", maxY, 10)
                    .samples("fill", fill)
                    .probability("probability", probability)
                    .enforce();
        }

        @Override
        public <T> T accept(OperationVisitor<T> visitor) {
            return visitor.visit(this);
        }
    }

    /**
     * Moves the image by a random part of its width and height.
     *
     * @param maxX the largest part of the width, to either side
     * @param maxY the largest part of the height, to either side
     * @param interpolation the filter
     * @param fill the colour outside the image: red, green and blue
     * @param probability the probability of moving
     */
    record Translate(
            @Default("0") double maxX,
            @Default("0") double maxY,
            @Default("nearest") Interpolation interpolation,
            @Default("[0, 0, 0]") List<Integer> fill,
            @Default("1") double probability)
            implements GeometricOperation {
        /** Copies the list and checks the ranges. */
        public Translate {
            fill = List.copyOf(fill);
            new Checks("Translate")
                    .upTo("maxX", maxX, 1)
                    .upTo("maxY", maxY, 1)
                    .samples("fill", fill)
                    .probability("probability", probability)
                    .enforce();
        }

        @Override
        public <T> T accept(OperationVisitor<T> visitor) {
            return visitor.visit(this);
        }
    }
}
