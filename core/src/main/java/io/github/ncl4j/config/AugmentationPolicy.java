package io.github.ncl4j.config;

import java.util.List;

/** Published policies that choose among several operations. */
public sealed interface AugmentationPolicy extends AugmentConfig.Operation {

    /**
     * One of several learned pairs of operations (AutoAugment; Cubuk et al., CVPR 2019).
     *
     * @param policy the data set for which the pairs were found
     */
    record AutoAugment(@Default("cifar10") Policy policy) implements AugmentationPolicy {

        /** The data set for which the pairs were found. */
        public enum Policy {
            /** 25 pairs for CIFAR-10. */
            CIFAR10
        }

        @Override
        public <T> T accept(OperationVisitor<T> visitor) {
            return visitor.visit(this);
        }
    }

    /**
     * Operations drawn uniformly with replacement (RandAugment; Cubuk et al., 2020); timm's {@code rand-n2-m10-mstd0.5} is two
     * operations of magnitude 10 and deviation 0.5, each applied with probability 0.5.
     *
     * @param operations the number of operations that are drawn
     * @param magnitude the mean strength
     * @param magnitudeStd the standard deviation of the strength, which is cut to the range from 0 to 10
     * @param probability the probability that a drawn operation is applied
     * @param fill the colour outside the image: red, green and blue; the default is ImageNet's mean colour, which the reference
     *     implementation fills with on every data set
     */
    record RandAugment(
            @Default("2") int operations,
            @Default("10") double magnitude,
            @Default("0.5") double magnitudeStd,
            @Default("0.5") double probability,
            @Default("[124, 116, 104]") List<Integer> fill)
            implements AugmentationPolicy {
        /** Copies the list and checks the ranges. */
        public RandAugment {
            fill = List.copyOf(fill);
            new Checks("RandAugment")
                    .between("operations", operations, 1, 15)
                    .upTo("magnitude", magnitude, 10)
                    .upTo("magnitudeStd", magnitudeStd, 10)
                    .probability("probability", probability)
                    .samples("fill", fill)
                    .enforce();
        }

        @Override
        public <T> T accept(OperationVisitor<T> visitor) {
            return visitor.visit(this);
        }
    }

    /**
     * One operation of a random strength from the wide space (TrivialAugment; Müller, Hutter, ICCV 2021).
     *
     * @param fill the colour outside the image: red, green and blue
     */
    record TrivialAugment(@Default("[0, 0, 0]") List<Integer> fill) implements AugmentationPolicy {
        /** Copies the list and checks it. */
        public TrivialAugment {
            fill = List.copyOf(fill);
            new Checks("TrivialAugment").samples("fill", fill).enforce();
        }

        @Override
        public <T> T accept(OperationVisitor<T> visitor) {
            return visitor.visit(this);
        }
    }
}
