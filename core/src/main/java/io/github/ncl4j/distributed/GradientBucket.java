package io.github.ncl4j.distributed;

import io.github.ncl4j.torch.Memory;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.Work;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/** The gradients of some parameters, which travel as one tensor. Owns what is on its way. */
final class GradientBucket {

    private final List<Tensor> parameters;
    private final @Nullable Tensor[] gradients;
    private int arrived;
    private @Nullable Tensor flat;
    private @Nullable Work work;

    /**
     * An empty bucket.
     *
     * @param parameters of one type; borrowed
     */
    GradientBucket(List<Tensor> parameters) {
        this.parameters = List.copyOf(parameters);
        gradients = new Tensor[parameters.size()];
    }

    /** Takes the gradient of a parameter in this backward pass, and what the parameter has of earlier ones. */
    void put(int index, Tensor gradient) {
        Tensor earlier = parameters.get(index).grad();
        Tensor whole = earlier.defined() ? earlier.add(gradient) : gradient;
        if (gradients[index] == null) {
            arrived++;
        } else {
            Memory.release(gradients[index]);
        }
        gradients[index] = Memory.keep(whole);
    }

    boolean isComplete() {
        return arrived == parameters.size();
    }

    /** Starts the sum over all processes. */
    void send(Communicator communicator) {
        try (PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard()) {
            TensorVector rows = new TensorVector();
            for (int index = 0; index < gradients.length; index++) {
                Tensor gradient = gradients[index];
                Tensor parameter = parameters.get(index);
                rows.push_back(flattened(parameter, gradient == null ? earlier(parameter) : gradient));
            }
            flat = Memory.keep(torch.cat(rows, 0));
            work = Memory.keep(communicator.startSum(flat));
        }
        releaseGradients();
    }

    /** What a parameter that this backward pass has not reached has of earlier ones. */
    private static Tensor earlier(Tensor parameter) {
        Tensor earlier = parameter.grad();
        return earlier.defined() ? earlier : torch.zeros_like(parameter);
    }

    /** Waits for the sum, and gives every parameter that has a gradient its share of the mean. */
    void receive(Communicator communicator) {
        Work sum = work;
        if (flat == null || sum == null) {
            throw new IllegalStateException("nothing was sent");
        }
        communicator.await(() -> sum);
        try (PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard()) {
            flat.div_(new Scalar((double) communicator.worldSize()));
            long begin = 0;
            for (Tensor parameter : parameters) {
                if (parameter.grad().defined()) {
                    parameter.mutable_grad().put(restored(parameter, flat.narrow(0, begin, parameter.numel())));
                }
                begin += parameter.numel();
            }
        }
    }

    /** In the order of the parameter's memory, so that the way back is a view. */
    private static Tensor flattened(Tensor parameter, Tensor gradient) {
        return isChannelsLast(parameter) ? gradient.permute(0, 2, 3, 1).reshape(-1) : gradient.reshape(-1);
    }

    private static Tensor restored(Tensor parameter, Tensor row) {
        long[] shape = parameter.sizes().vec().get();
        return isChannelsLast(parameter)
                ? row.view(shape[0], shape[2], shape[3], shape[1]).permute(0, 3, 1, 2)
                : row.view(shape);
    }

    static boolean isChannelsLast(Tensor parameter) {
        return parameter.dim() == 4
                // What the engine returns is a new object each time.
                && parameter.suggest_memory_format().intern() == torch.MemoryFormat.ChannelsLast;
    }

    private void releaseGradients() {
        for (Tensor gradient : gradients) {
            if (gradient != null) {
                Memory.release(gradient);
            }
        }
        Arrays.fill(gradients, null);
        arrived = 0;
    }

    /** Ends a step. */
    void clear() {
        releaseGradients();
        if (work != null) {
            Memory.release(work);
            work = null;
        }
        if (flat != null) {
            Memory.release(flat);
            flat = null;
        }
    }
}
