package io.github.ncl4j.distributed;

import java.util.Collection;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/** A training of one process: its gradients are the mean, its sums are the sums. */
final class SingleProcess implements GradientSync {

    @Override
    public int processes() {
        return 1;
    }

    @Override
    public BatchNormalization batchNorm() {
        return BatchNormalization.OWN_BATCH;
    }

    @Override
    public AutoCloseable average(Collection<Tensor> parameters) {
        return () -> {};
    }

    @Override
    public void backward(Runnable backward) {
        backward.run();
    }

    @Override
    public double[] sum(double[] values) {
        return values;
    }

    @Override
    public Tensor gatherRows(Tensor rows) {
        return rows;
    }

    @Override
    public void share(Map<String, Tensor> tensors) {}

    @Override
    public void verify(Map<String, Tensor> tensors, String when) {}

    @Override
    public void close() {}
}
