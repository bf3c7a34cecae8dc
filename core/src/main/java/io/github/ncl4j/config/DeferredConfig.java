package io.github.ncl4j.config;

/**
 * Balancing the classes in the later epochs alone, Cao et al., NeurIPS 2019, section 3.3: the earlier ones learn better
 * features without it. In YAML a section with the key {@code type}.
 */
public sealed interface DeferredConfig {
    /** The first epoch that is balanced, from 1; one past the last epoch never comes. */
    int fromEpoch();

    /**
     * Deferred re-weighting (DRW): a weight for every class, from its effective number of images; in YAML {@code type:
     * reweight}.
     *
     * @param fromEpoch the first epoch with weights, at least 1
     * @param beta as in {@link LossConfig.ClassBalanced}
     */
    record Reweight(int fromEpoch, double beta) implements DeferredConfig {
        /** Checks the ranges. */
        public Reweight {
            new Checks("Reweight")
                    .atLeast("fromEpoch", fromEpoch, 1)
                    .belowOne("beta", beta)
                    .enforce();
        }
    }

    /**
     * Deferred re-sampling (DRS): the class-balanced sampler; in YAML {@code type: resample}.
     *
     * @param fromEpoch the first epoch with that sampler, at least 1
     */
    record Resample(int fromEpoch) implements DeferredConfig {
        /** Checks the range. */
        public Resample {
            new Checks("Resample").atLeast("fromEpoch", fromEpoch, 1).enforce();
        }
    }
}
