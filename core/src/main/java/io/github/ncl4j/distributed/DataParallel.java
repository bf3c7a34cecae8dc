package io.github.ncl4j.distributed;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * One training by several processes, each with a copy of the model and a share of every batch: what each step exchanges, so that
 * it is the step that one process would take with the whole batch.
 */
public final class DataParallel implements AutoCloseable {

    private final World world;
    private final Communicator forward;
    private final Communicator gradients;
    private final SynchronizedBatchNorm batchNorm;
    private final Replicas replicas;
    private @Nullable GradientAverage average;

    /**
     * Connects the processes for a training. An exchange.
     *
     * @param world of more than one process; borrowed
     * @param device of the training; borrowed
     */
    public DataParallel(World world, Device device) {
        this.world = world;
        forward = world.communicator("forward", device);
        gradients = world.communicator("gradients", device);
        batchNorm = new SynchronizedBatchNorm(forward);
        replicas = new Replicas(world.control(), forward);
    }

    /** How layers normalise; borrowed. */
    public SynchronizedBatchNorm batchNorm() {
        return batchNorm;
    }

    /** For what forward passes exchange beside that. */
    public Communicator forward() {
        return forward;
    }

    /** All processes. */
    public World world() {
        return world;
    }

    /**
     * Says whose gradients {@link #backward} averages. Called once, before the first step.
     *
     * @param parameters in the same order everywhere; borrowed
     * @return what must be closed while the parameters still live
     */
    public AutoCloseable average(Collection<Tensor> parameters) {
        average = new GradientAverage(gradients, parameters);
        return average;
    }

    /**
     * The bytes of each bucket in which the gradients of such parameters travel, in the order in which they leave.
     *
     * @param parameters in the order of {@link #average}; borrowed
     */
    public static List<Long> bucketBytes(Collection<Tensor> parameters) {
        return GradientAverage.bucketBytes(parameters);
    }

    /**
     * Whether gradients leave while backward goes on, as they do unless this is called, or all of them when it is done. The
     * means are the same; it is there to measure what the overlap is worth.
     */
    public void overlap(boolean on) {
        Objects.requireNonNull(average, "no parameters").overlap(on);
    }

    /** What the averaging of gradients has exchanged. */
    public Traffic gradientTraffic() {
        return gradients.traffic();
    }

    /**
     * Runs backward, and leaves the mean over all processes in the gradients, what earlier passes have added to them included.
     * An exchange.
     *
     * @param backward runs the engine's backward from the loss of the own share, in one pass or in several that each reach
     *     other parameters
     */
    public void backward(Runnable backward) {
        Objects.requireNonNull(average, "no parameters").backward(backward);
    }

    /** Sums over all processes, element by element. An exchange. */
    public double[] sum(double[] values) {
        return world.control().sum(values);
    }

    /** Gives all processes rank 0's values, and makes sure that they have them. An exchange. */
    public void share(Map<String, Tensor> tensors) {
        replicas.broadcast(tensors);
        replicas.verify(tensors, "after rank 0 has sent its own");
    }

    /**
     * Compares the tensors of all processes. An exchange.
     *
     * @param when for the message
     * @throws DistributedException naming the ranks that differ
     */
    public void verify(Map<String, Tensor> tensors, String when) {
        replicas.verify(tensors, when);
    }

    /** Frees what batch norm has left; the communicators are the world's. */
    @Override
    public void close() {
        batchNorm.close();
    }
}
