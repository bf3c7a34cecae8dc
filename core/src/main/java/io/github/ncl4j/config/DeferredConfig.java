package io.github.ncl4j.config;

/**
 * Balancing of the classes in the later epochs only (Cao et al., NeurIPS 2019, section 3.3): the earlier epochs learn better features
 * without it.
 */
@Default("reweight")
public sealed interface DeferredConfig {

    /** The first epoch that is balanced, from 1; one past the last epoch never comes. */
    int fromEpoch();

    /**
     * Deferred re-weighting (DRW): each class gets a weight in the loss, from its effective number of images.
     *
     * @param fromEpoch the first epoch with weights; one past the last epoch never comes
     * @param beta how strongly rare classes are favoured: 0 weighs all classes alike, near 1 in inverse proportion to their images
     */
    record Reweight(int fromEpoch, @Default("0.9999") double beta) implements DeferredConfig {
        /** Checks the ranges. */
        public Reweight {
            new Checks("Reweight")
                    .atLeast("fromEpoch", fromEpoch, 1)
                    .belowOne("beta", beta)
                    .enforce();
        }
    }

    /**
     * Deferred re-sampling (DRS): the sampler becomes class-balanced.
     *
     * @param fromEpoch the first epoch with that sampler; one past the last epoch never comes
     */
    record Resample(int fromEpoch) implements DeferredConfig {
        /** Checks the range. */
        public Resample {
            new Checks("Resample").atLeast("fromEpoch", fromEpoch, 1).enforce();
        }
    }
}
