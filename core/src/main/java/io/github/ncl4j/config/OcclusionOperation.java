package io.github.ncl4j.config;

import java.util.List;

/** Operations that paint over a part of the image. */
public sealed interface OcclusionOperation extends AugmentConfig.Operation {

    /**
     * Blackens squares whose centres are uniform over the image (DeVries, Taylor, 2017). Black is the sample 0, which becomes
     * {@code -mean / std} when the image is normalised, as in the reference.
     *
     * @param size side of a square in pixels, from 1 to 8192; an odd one loses a row and a column
     * @param holes squares, from 1 to 100
     */
    record Cutout(int size, int holes) implements OcclusionOperation {
        /** Checks the ranges. */
        public Cutout {
            new Checks("Cutout")
                    .between("size", size, 1, AugmentConfig.LONGEST_SIDE)
                    .between("holes", holes, 1, 100)
                    .enforce();
        }
    }

    /**
     * Paints over a rectangle of random area, shape and place (Zhong et al., AAAI 2020).
     *
     * @param probability in [0, 1]
     * @param minScale least part of the image's area, above 0
     * @param maxScale largest part of the image's area, at most 1
     * @param minRatio least height divided by width, above 0
     * @param maxRatio largest height divided by width
     * @param fill red, green and blue, in [0, 255]
     */
    record RandomErasing(
            double probability, double minScale, double maxScale, double minRatio, double maxRatio, List<Integer> fill)
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
    }
}
