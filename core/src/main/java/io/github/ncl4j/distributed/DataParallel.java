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
public final class DataParallel implements GradientSync {

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

    @Override
    public int processes() {
        return world.contract().worldSize();
    }

    @Override
    public BatchNormalization batchNorm() {
        return batchNorm;
    }

    @Override
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

    /** Traffic of the forward passes. */
    public Traffic forwardTraffic() {
        return forward.traffic();
    }

    /** Traffic of the few numbers that the processes agree on: losses, whether to stop. */
    public Traffic controlTraffic() {
        return world.control().traffic();
    }

    /** Traffic of the averaged gradients. */
    public Traffic gradientTraffic() {
        return gradients.traffic();
    }

    @Override
    public void backward(Runnable backward) {
        Objects.requireNonNull(average, "no parameters").backward(backward);
    }

    @Override
    public double[] sum(double[] values) {
        return world.control().sum(values);
    }

    @Override
    public Tensor gatherRows(Tensor rows) {
        return forward.gather(rows.contiguous()).transpose(0, 1).reshape(-1, rows.size(1));
    }

    @Override
    public void share(Map<String, Tensor> tensors) {
        replicas.broadcast(tensors);
        replicas.verify(tensors, "after rank 0 has sent its own");
    }

    @Override
    public void verify(Map<String, Tensor> tensors, String when) {
        replicas.verify(tensors, when);
    }

    /** Frees what batch norm has left; the communicators are the world's. */
    @Override
    public void close() {
        batchNorm.close();
    }
}
