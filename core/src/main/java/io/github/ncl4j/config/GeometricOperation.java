package io.github.ncl4j.config;

import io.github.ncl4j.image.Interpolation;
import java.util.List;

/** Operations that move pixels, beside the crops and flips of {@link AugmentConfig}. */
public sealed interface GeometricOperation extends AugmentConfig.Operation {

    /**
     * A part of the image of random area, shape and place, scaled to a square with antialiasing.
     *
     * @param size side of the square in pixels, from 1 to 8192
     * @param minScale least part of the image's area, above 0
     * @param maxScale largest part of the image's area, at most 1
     * @param minRatio least width divided by height before scaling, above 0
     * @param maxRatio largest width divided by height before scaling
     * @param interpolation bilinear or bicubic
     */
    record RandomResizedCrop(
            int size, double minScale, double maxScale, double minRatio, double maxRatio, Interpolation interpolation)
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
    }

    /**
     * Mirrors top and bottom.
     *
     * @param probability of mirroring, in [0, 1]
     */
    record VerticalFlip(double probability) implements GeometricOperation {
        /** Checks the range. */
        public VerticalFlip {
            new Checks("VerticalFlip").probability("probability", probability).enforce();
        }
    }

    /**
     * Turns about the centre by an angle uniform in {@code [-maxDegrees, maxDegrees]}.
     *
     * @param maxDegrees in [0, 180]
     * @param interpolation any
     * @param fill red, green and blue, in [0, 255], outside the image
     * @param probability of turning, in [0, 1]
     */
    record Rotate(double maxDegrees, Interpolation interpolation, List<Integer> fill, double probability)
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
    }

    /**
     * Shears about the upper left corner by factors uniform in {@code [-maxX, maxX]} and {@code [-maxY, maxY]}.
     *
     * @param maxX columns per row, in [0, 10]
     * @param maxY rows per column, in [0, 10]
     * @param interpolation any
     * @param fill red, green and blue, in [0, 255], outside the image
     * @param probability of shearing, in [0, 1]
     */
    record Shear(double maxX, double maxY, Interpolation interpolation, List<Integer> fill, double probability)
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
    }

    /**
     * Moves by parts of the image's width and height uniform in {@code [-maxX, maxX]} and {@code [-maxY, maxY]}.
     *
     * @param maxX in [0, 1]
     * @param maxY in [0, 1]
     * @param interpolation any
     * @param fill red, green and blue, in [0, 255], outside the image
     * @param probability of moving, in [0, 1]
     */
    record Translate(double maxX, double maxY, Interpolation interpolation, List<Integer> fill, double probability)
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
    }
}
