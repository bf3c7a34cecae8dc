package io.github.ncl4j.config;

import java.util.List;

/** Published policies that choose among several operations. */
public sealed interface AugmentationPolicy extends AugmentConfig.Operation {

    /**
     * One of several learned pairs of operations (Cubuk et al., CVPR 2019).
     *
     * @param policy the data set for which the pairs were found
     */
    record AutoAugment(Policy policy) implements AugmentationPolicy {

        /** What the pairs were found for. */
        public enum Policy {
            /** 25 pairs for CIFAR-10. */
            CIFAR10
        }
    }

    /**
     * Operations drawn uniformly with replacement (Cubuk et al., 2020); {@code rand-n2-m10-mstd0.5} is two operations of
     * magnitude 10 and deviation 0.5, each applied with probability 0.5.
     *
     * @param operations drawn, from 1 to 15
     * @param magnitude mean strength, in [0, 10]
     * @param magnitudeStd standard deviation of the strength, which is cut to [0, 10]; in [0, 10]
     * @param probability that a drawn operation is applied, in [0, 1]
     * @param fill red, green and blue, in [0, 255], outside the image
     */
    record RandAugment(int operations, double magnitude, double magnitudeStd, double probability, List<Integer> fill)
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
    }

    /**
     * One operation of a random strength from the wide space (Müller, Hutter, ICCV 2021).
     *
     * @param fill red, green and blue, in [0, 255], outside the image
     */
    record TrivialAugment(List<Integer> fill) implements AugmentationPolicy {
        /** Copies the list and checks it. */
        public TrivialAugment {
            fill = List.copyOf(fill);
            new Checks("TrivialAugment").samples("fill", fill).enforce();
        }
    }
}
