package io.github.ncl4j.bench.engine;

/** Native calls of one layer on tensors that are ready. */
interface EngineCall {

    /**
     * Computes the output.
     *
     * @return computes the gradients of input and weights, and drops what the forward call kept for that
     */
    Runnable forward();

    /** The number of trained weights. */
    long parameters();
}
