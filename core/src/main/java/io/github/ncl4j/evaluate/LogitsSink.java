package io.github.ncl4j.evaluate;

/** Takes the logits of a measured set of images batch by batch. */
@FunctionalInterface
interface LogitsSink {

    /**
     * Takes a batch.
     *
     * @param logits K x N x C raw logits, row-major
     * @param targets N classes in [0, C)
     * @param indices N positions of the images in the data set
     */
    void add(float[] logits, long[] targets, int[] indices);
}
