package io.github.ncl4j.benchmarks;

/**
 * What is measured: NCL on square images of {@link #SIZE} pixels with CIFAR ResNets, float32, channels-last.
 *
 * @param experts K
 * @param depth of each ResNet, {@code 6n + 2}
 * @param batch images in a step, N
 * @param classes C
 * @param threads of the engine
 */
record Workload(int experts, int depth, int batch, int classes, int threads) {

    /** Height and width of the images. */
    static final int SIZE = 32;
}
