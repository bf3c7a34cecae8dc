package io.github.ncl4j.data;

/**
 * Every image once per epoch, in random order: classes come as often as they have images. The usual way to train, and {@code
 * q = 1} in Kang et al., ICLR 2020.
 *
 * @param length images of the data set
 * @param seed decides the order
 */
record InstanceSampler(int length, long seed) implements Sampler {

    @Override
    public int[] draw(int epoch) {
        return RandomPurpose.SAMPLE.stream(seed, epoch).permutation(length);
    }
}
