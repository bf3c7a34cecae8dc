package io.github.ncl4j.data;

import io.github.ncl4j.config.DataConfig;
import java.util.stream.IntStream;

/**
 * Which images an epoch visits, and in which order. Immutable; what is drawn is a function of the seed and the epoch alone.
 *
 * <p>In a long tail the choice decides how often a model sees a rare class. With {@code n_c} images of class {@code c}, the
 * samplers that draw with replacement first draw a class with a probability in proportion to {@code n_c^q}, then one of its
 * images with equal probability (Kang et al., "Decoupling Representation and Classifier for Long-Tailed Recognition", ICLR
 * 2020, equation 1).
 */
public interface Sampler {

    /** Images in an epoch, the same in each; an image that is drawn twice counts twice. */
    int length();

    /**
     * The images of an epoch.
     *
     * @param epoch from 1
     * @return {@link #length()} indices into the data set, in the order of the visit
     */
    int[] draw(int epoch);

    /** Every image once per epoch, in the order of the data set. */
    static Sampler inOrder(int images) {
        return new Sampler() {
            @Override
            public int length() {
                return images;
            }

            @Override
            public int[] draw(int epoch) {
                return IntStream.range(0, images).toArray();
            }
        };
    }

    /**
     * One sampler in the earlier epochs, another in the later ones.
     *
     * @param fromEpoch the first epoch of the second
     * @throws IllegalArgumentException if their epochs are not equally long
     */
    static Sampler deferred(Sampler before, int fromEpoch, Sampler after) {
        return new DeferredSampler(before, fromEpoch, after);
    }

    /**
     * How often an epoch shows each class, as shares that add up to 1.
     *
     * @param classCounts images of each class
     * @param epoch from 1
     * @param epochs of the whole run
     */
    static double[] shares(DataConfig.Sampler config, int[] classCounts, int epoch, int epochs) {
        return SamplingRule.of(config, epochs).shares(classCounts, epoch);
    }

    /**
     * The sampler of a configuration.
     *
     * @param dataset gives the class of each image
     * @param epochs of the whole run, T in the progressively balanced sampler
     * @param seed decides what is drawn
     */
    static Sampler of(DataConfig.Sampler config, ImageDataset dataset, int epochs, long seed) {
        return SamplingRule.of(config, epochs).sampler(dataset, seed);
    }
}
