package io.github.ncl4j.distributed;

import io.github.ncl4j.torch.Memory;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorBase;
import org.bytedeco.pytorch.VoidTensorHook;

/**
 * The mean over all processes of the gradients of a model. They travel in buckets, each as soon as backward has computed all of
 * it and while backward goes on, as in PyTorch's DistributedDataParallel (Li et al., VLDB 2020).
 *
 * <p>Parameters fill the buckets from the last to the first, about the order in which backward comes to them, and the buckets
 * leave in one order everywhere. Unlike PyTorch's, they stay as they are for the whole run: what a sum rounds to depends on
 * them, and a resumed run is to have the same bits. Owns the hooks through which it learns of gradients.
 */
final class GradientAverage implements AutoCloseable {

    /** Small enough that several buckets are on their way while backward runs, large enough that latency does not count. */
    private static final long BUCKET_BYTES = 4L << 20;

    private final Communicator communicator;
    private final List<GradientBucket> buckets = new ArrayList<>();
    private final List<Hook> hooks = new ArrayList<>();
    private boolean overlaps = true;
    private int sent;
    private boolean expecting;

    /**
     * Registers with the parameters.
     *
     * @param communicator for gradients alone; borrowed
     * @param parameters in the same order everywhere; borrowed
     */
    GradientAverage(Communicator communicator, Collection<Tensor> parameters) {
        this.communicator = communicator;
        split(parameters).forEach(this::add);
    }

    /** The parameters of each bucket, in the order in which the buckets leave. */
    private static List<List<Tensor>> split(Collection<Tensor> parameters) {
        List<Tensor> reversed = new ArrayList<>(parameters);
        Collections.reverse(reversed);
        List<List<Tensor>> split = new ArrayList<>();
        List<Tensor> members = new ArrayList<>();
        long bytes = 0;
        for (Tensor parameter : reversed) {
            // What the engine returns is a new object each time.
            boolean sameType = members.isEmpty()
                    || members.get(0).scalar_type().intern()
                            == parameter.scalar_type().intern();
            if (bytes >= BUCKET_BYTES || !sameType) {
                split.add(members);
                members = new ArrayList<>();
                bytes = 0;
            }
            members.add(parameter);
            bytes += bytes(parameter);
        }
        if (!members.isEmpty()) {
            split.add(members);
        }
        return split;
    }

    private static long bytes(Tensor parameter) {
        return parameter.numel() * parameter.element_size();
    }

    /** The bytes of each bucket of such parameters, in the order in which they leave. */
    static List<Long> bucketBytes(Collection<Tensor> parameters) {
        return split(parameters).stream()
                .map(members ->
                        members.stream().mapToLong(GradientAverage::bytes).sum())
                .toList();
    }

    /** Whether buckets leave while backward goes on, as they do at first, or all when it is done: the same means. */
    void overlap(boolean on) {
        overlaps = on;
    }

    private void add(List<Tensor> members) {
        GradientBucket bucket = new GradientBucket(members);
        buckets.add(bucket);
        for (int index = 0; index < members.size(); index++) {
            Hook hook = new Hook(members.get(index), bucket, index);
            hook.number = members.get(index).register_hook(hook);
            hooks.add(hook);
        }
    }

    /**
     * Runs backward, and makes the gradients of the parameters the means over all processes. What earlier backward passes have
     * left in them counts too.
     *
     * @param backward runs the engine's backward, in one pass or in several that each reach other parameters
     */
    void backward(Runnable backward) {
        sent = 0;
        expecting = true;
        try {
            backward.run();
            // Parameters that this pass does not reach hold their bucket up; it reaches them in no process.
            while (sent < buckets.size()) {
                buckets.get(sent++).send(communicator);
            }
            communicator.exchanging(() -> buckets.forEach(bucket -> bucket.receive(communicator)));
        } finally {
            expecting = false;
            buckets.forEach(GradientBucket::clear);
        }
    }

    private void arrived(GradientBucket bucket, int index, Tensor gradient) {
        if (!expecting) {
            return;
        }
        bucket.put(index, gradient);
        while (overlaps && sent < buckets.size() && buckets.get(sent).isComplete()) {
            buckets.get(sent++).send(communicator);
        }
    }

    /** The number of buckets. */
    int buckets() {
        return buckets.size();
    }

    /** Frees the hooks. */
    @Override
    public void close() {
        hooks.forEach(Hook::dispose);
        hooks.clear();
    }

    /** Hears of one parameter's gradient, before it is added to the parameter's. */
    private final class Hook extends VoidTensorHook {

        private final Tensor parameter;
        private final GradientBucket bucket;
        private final int index;
        private int number;

        Hook(Tensor parameter, GradientBucket bucket, int index) {
            this.parameter = parameter;
            this.bucket = bucket;
            this.index = index;
            Memory.keep(this);
        }

        @Override
        public void call(TensorBase gradient) {
            try (PointerScope scope = new PointerScope();
                    NoGradGuard noGrad = new NoGradGuard()) {
                arrived(bucket, index, new Tensor(gradient));
            }
        }

        void dispose() {
            parameter.remove_hook(number);
            Memory.release(this);
        }
    }
}
