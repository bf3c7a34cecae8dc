package io.github.ncl4j.config;

import java.util.List;

/** Operations that paint over a part of the image. */
public sealed interface OcclusionOperation extends AugmentConfig.Operation {

    /**
     * Blackens squares whose centres are uniform over the image (DeVries, Taylor, 2017). Black is the sample 0, which becomes
     * {@code -mean / std} when the image is normalised, as in the reference implementation.
     *
     * @param size the side of a square in pixels; an odd one loses a row and a column
     * @param holes the number of squares
     */
    record Cutout(int size, @Default("1") int holes) implements OcclusionOperation {
        /** Checks the ranges. */
        public Cutout {
            new Checks("Cutout")
                    .between("size", size, 1, AugmentConfig.LONGEST_SIDE)
                    .between("holes", holes, 1, 100)
                    .enforce();
        }

        @Override
        public <T> T accept(OperationVisitor<T> visitor) {
            return visitor.visit(this);
        }
    }

    /**
     * Paints over a rectangle of random area, shape and place (Zhong et al., AAAI 2020).
     *
     * @param probability the probability of painting
     * @param minScale the least part of the image's area
     * @param maxScale the largest part of the image's area
     * @param minRatio the least height divided by width
     * @param maxRatio the largest height divided by width
     * @param fill the colour of the rectangle: red, green and blue
     */
    record RandomErasing(
            @Default("0.5") double probability,
            @Default("0.02") double minScale,
            @Default("0.33") double maxScale,
            @Default("0.3") double minRatio,
            @Default("3.3") double maxRatio,
            @Default("[0, 0, 0]") List<Integer> fill)
            implements OcclusionOperation {
        /** Copies the list and checks the ranges. */
        public RandomErasing {
            fill = List.copyOf(fill);
            new Checks("RandomErasing")
                    .probability("probability", probability)
                    .range("minScale", minScale, "maxScale", maxScale)
                    .upTo("maxScale", maxScale, 1)
                    .range("minRatio", minRatio, "maxRatio", maxRatio)
                    .samples("fill", fill)
                    .enforce();
        }

        @Override
        public <T> T accept(OperationVisitor<T> visitor) {
            return visitor.visit(this);
        }
    }
}
