package io.github.ncl4j.distributed;

import io.github.ncl4j.torch.Memory;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.T_TensorTensor_T;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorBase;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorTensorHook;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/**
 * Batch normalisation in training over the batches of all processes, as if they were one batch, forward and backward.
 *
 * <p>Forward, each process takes mean and variance of its own batch, all gather these 2 C numbers and the count, and join them
 * (Chan, Golub and LeVeque, 1979), in the same order and so to the same bits everywhere. Backward, with the normalised {@code
 * xhat} and {@code g}, the gradient as if the statistics were constant, the gradient of the input is
 *
 * <pre>  g - mean(g) - xhat * mean(g * xhat)      means over all N, H, W of all processes</pre>
 *
 * <p>for which 2 C sums are exchanged. The gradients of weight and bias are those of the own batch; they are averaged with all
 * other gradients. Running statistics come from the joint ones, and so agree.
 *
 * <p>The engine has no differentiable function for it on the CPU, and Java cannot make one: the forward pass is the engine's
 * normalisation with given statistics, and a hook on the gradient of its input does the rest.
 */
public final class SynchronizedBatchNorm implements BatchNormalization, AutoCloseable {

    private static final long[] ALL_BUT_CHANNELS = {0, 2, 3};

    private final Communicator communicator;
    private final List<InputGradient> pending = new ArrayList<>();

    /** What the last hook gave to the engine, which takes it when the hook has returned. */
    private @Nullable Tensor lastGradient;

    /**
     * Synchronises over a communicator.
     *
     * @param communicator for this alone, since backward passes exchange gradients at the same time; borrowed
     */
    public SynchronizedBatchNorm(Communicator communicator) {
        this.communicator = communicator;
    }

    /**
     * {@inheritDoc}
     *
     * <p>The statistics are those of all processes, so it is a collective; where gradients flow, the backward pass is another.
     */
    @Override
    public Tensor forward(
            Tensor input,
            Tensor weight,
            Tensor bias,
            Tensor runningMean,
            Tensor runningVariance,
            double momentum,
            double epsilon) {
        freeFinished();
        Moments moments;
        try (NoGradGuard noGrad = new NoGradGuard()) {
            moments = joined(input, runningMean, runningVariance);
            moments.move(runningMean, runningVariance, momentum);
        }
        Tensor watched = input.alias();
        if (watched.requires_grad()) {
            InputGradient hook = new InputGradient(input, moments, epsilon);
            pending.add(hook);
            watched.register_hook(hook);
        }
        return torch.batch_norm(
                watched,
                new TensorOptional(weight),
                new TensorOptional(bias),
                new TensorOptional(moments.mean()),
                new TensorOptional(moments.variance()),
                false,
                momentum,
                epsilon,
                true);
    }

    /**
     * Moments over all processes.
     *
     * @param mean C
     * @param variance C, biased
     * @param count one element, how many values of a channel there are
     */
    private record Moments(Tensor mean, Tensor variance, Tensor count) {

        void move(Tensor runningMean, Tensor runningVariance, double momentum) {
            Tensor unbiased = variance.mul(count.div(count.sub(new Scalar(1))));
            runningMean.mul_(new Scalar(1 - momentum)).add_(mean, new Scalar(momentum));
            runningVariance.mul_(new Scalar(1 - momentum)).add_(unbiased, new Scalar(momentum));
        }
    }

    private Moments joined(Tensor input, Tensor runningMean, Tensor runningVariance) {
        // With a momentum of 0 the running statistics stay as they are; their type makes that of the moments, which for
        // inputs of half precision must be wider.
        T_TensorTensor_T own = torch.batch_norm_update_stats(
                input, new TensorOptional(runningMean), new TensorOptional(runningVariance), 0);
        long channels = input.size(1);
        long values = input.numel() / channels;
        Tensor count = torch.full(
                new long[] {1}, new Scalar((double) values), own.get0().options());
        Tensor all = communicator.gather(torch.cat(new TensorVector(own.get0(), own.get1(), count), 0));
        Tensor means = all.narrow(1, 0, channels);
        Tensor variances = all.narrow(1, channels, channels);
        Tensor counts = all.narrow(1, 2 * channels, 1);
        Tensor total = counts.sum(0);
        Tensor mean = means.mul(counts).sum(0).div(total);
        Tensor offsets = means.sub(mean);
        Tensor variance = variances.add(offsets.mul(offsets)).mul(counts).sum(0).div(total);
        return new Moments(mean, variance, total);
    }

    /** Frees the hooks that have done their work, which they could not while they did it. */
    private void freeFinished() {
        freeLastGradient();
        pending.removeIf(hook -> {
            if (hook.done) {
                hook.dispose();
            }
            return hook.done;
        });
    }

    private void freeLastGradient() {
        if (lastGradient != null) {
            Memory.release(lastGradient);
            lastGradient = null;
        }
    }

    /** Frees what backward passes have left. */
    @Override
    public void close() {
        freeLastGradient();
        pending.forEach(InputGradient::dispose);
        pending.clear();
    }

    /** Turns the gradient with constant statistics into that with the statistics of all batches. Called once, by backward. */
    private final class InputGradient extends TensorTensorHook {

        private final Tensor input;
        private final Tensor mean;
        private final Tensor deviation;
        private final Tensor count;
        private boolean done;

        InputGradient(Tensor input, Moments moments, double epsilon) {
            try (NoGradGuard noGrad = new NoGradGuard()) {
                this.input = Memory.keep(input.detach());
                mean = Memory.keep(moments.mean());
                deviation =
                        Memory.keep(moments.variance().add(new Scalar(epsilon)).sqrt());
                count = Memory.keep(moments.count());
            }
            Memory.keep(this);
        }

        @Override
        public TensorBase call(TensorBase gradient) {
            freeLastGradient();
            try (PointerScope scope = new PointerScope();
                    NoGradGuard noGrad = new NoGradGuard()) {
                Tensor result = Memory.keep(adjusted(new Tensor(gradient)));
                lastGradient = result;
                done = true;
                freeTensors();
                return result;
            }
        }

        private Tensor adjusted(Tensor gradient) {
            Tensor normalized = input.sub(channelwise(mean)).div_(channelwise(deviation));
            long channels = mean.numel();
            Tensor sums = torch.cat(
                    new TensorVector(
                            gradient.to(mean.scalar_type()).sum(ALL_BUT_CHANNELS),
                            gradient.mul(normalized).sum(ALL_BUT_CHANNELS)),
                    0);
            communicator.sum(sums);
            Tensor means = sums.div_(count);
            return gradient.sub(channelwise(means.narrow(0, 0, channels)))
                    .sub_(normalized.mul_(channelwise(means.narrow(0, channels, channels))))
                    .to(gradient.scalar_type());
        }

        private Tensor channelwise(Tensor values) {
            return values.view(1, -1, 1, 1);
        }

        private void freeTensors() {
            Memory.release(input);
            Memory.release(mean);
            Memory.release(deviation);
            Memory.release(count);
        }

        void dispose() {
            if (!done) {
                freeTensors();
            }
            Memory.release(this);
        }
    }
}
