package io.github.ncl4j.data;

/**
 * One sampler in the earlier epochs, another in the later ones (DRS; Cao et al., "Learning Imbalanced Datasets with
 * Label-Distribution-Aware Margin Loss", NeurIPS 2019, section 3.3).
 *
 * @param before the first sampler
 * @param fromEpoch the first epoch of the second
 * @param after the second, whose epochs are as long
 */
record DeferredSampler(Sampler before, int fromEpoch, Sampler after) implements Sampler {

    /** Checks the lengths. */
    DeferredSampler {
        if (before.length() != after.length()) {
            throw new IllegalArgumentException("the epochs of the two samplers must be equally long, not "
                    + before.length() + " and " + after.length() + " images");
        }
    }

    @Override
    public int length() {
        return before.length();
    }

    @Override
    public int[] draw(int epoch) {
        return (epoch < fromEpoch ? before : after).draw(epoch);
    }
}
