package io.github.ncl4j.distributed;

import java.util.Collection;
import java.util.Map;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;

/**
 * Makes the steps of several processes, each with a copy of the model and a share of every batch, the step that one process would
 * take with the whole batch. Every method but {@link #processes} and {@link #close} is a collective: all processes call it, in
 * the same order.
 */
public interface GradientSync extends AutoCloseable {

    /** One process: nothing is exchanged. */
    GradientSync NONE = new SingleProcess();

    /**
     * Connects the processes of a world for a training.
     *
     * @param world borrowed
     * @param device of the training; borrowed
     */
    static GradientSync of(World world, Device device) {
        return world.isAlone() ? NONE : new DataParallel(world, device);
    }

    /** The number of processes that train together, at least 1. */
    int processes();

    /** How layers normalise in training; borrowed. */
    BatchNormalization batchNorm();

    /**
     * Names the parameters whose gradients {@link #backward} averages. Called once, before the first step.
     *
     * @param parameters in the same order everywhere; borrowed
     * @return to be closed while the parameters still live
     */
    AutoCloseable average(Collection<Tensor> parameters);

    /**
     * Runs backward, and leaves the mean over all processes in the gradients, including what earlier passes added to them.
     *
     * @param backward runs the engine's backward from the loss of the own share, in one pass or in several that each reach
     *     other parameters
     */
    void backward(Runnable backward);

    /** Sums over all processes, element by element. */
    double[] sum(double[] values);

    /**
     * Collects the rows of all processes in the order of the images, of which process r of W has those at r, r + W, r + 2 W, ...
     *
     * @param rows N x D of this process
     * @return W N x D
     */
    Tensor gatherRows(Tensor rows);

    /** Gives all processes rank 0's values, and verifies that they have them. */
    void share(Map<String, Tensor> tensors);

    /**
     * Compares the tensors of all processes.
     *
     * @param when for the message
     * @throws DistributedException naming the ranks that differ
     */
    void verify(Map<String, Tensor> tensors, String when);

    @Override
    void close();
}
