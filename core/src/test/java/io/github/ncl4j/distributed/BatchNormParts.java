package io.github.ncl4j.distributed;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ncl4j.config.DistributedConfig;
import io.github.ncl4j.testkit.PooledRank;
import io.github.ncl4j.torch.Engine;
import io.github.ncl4j.torch.HostArrays;
import io.github.ncl4j.torch.Memory;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;

/**
 * Each process has a part of a batch; what it computes must be its part of what the engine's own batch norm computes of the whole.
 * Run in every process.
 */
final class BatchNormParts {

    private static final int CHANNELS = 3;

    private final Communicator communicator;
    private final torch.ScalarType type;
    private final double tolerance;

    private BatchNormParts(Communicator communicator, torch.ScalarType type, double tolerance) {
        this.communicator = communicator;
        this.type = type;
        this.tolerance = tolerance;
    }

    /** One rank. */
    public static void main(String[] arguments) {
        DistributedConfig config = new DistributedConfig(30, 60, 0);
        try (World world = World.join(LaunchContract.of(PooledRank.environment()), config, System.getenv())) {
            Engine.setThreads(1);
            Communicator communicator = world.communicator("batch-norm", new Device(torch.DeviceType.CPU));
            new BatchNormParts(communicator, torch.ScalarType.Float, 2e-5).check();
            new BatchNormParts(communicator, torch.ScalarType.Double, 1e-12).check();
        }
    }

    /** Parts of different sizes, of one image in rank 0; a mean far from 0; two layers, since gradients pass through. */
    private void check() {
        try (PointerScope scope = new PointerScope();
                SynchronizedBatchNorm synchronization = new SynchronizedBatchNorm(communicator)) {
            torch.manual_seed(5);
            int rank = communicator.rank();
            int images = communicator.worldSize() * (communicator.worldSize() + 1) / 2;
            Tensor batch = random(images, CHANNELS, 4, 5)
                    .mul(new Scalar(3.0))
                    .add(new Scalar(7.0))
                    .contiguous(torch.MemoryFormat.ChannelsLast);
            Tensor coefficients = random(images, CHANNELS, 4, 5);
            Layer whole = new Layer(random(CHANNELS), random(CHANNELS));
            Layer part = new Layer(whole.weight, whole.bias);

            Tensor input = leaf(batch);
            Tensor output = whole.plain(whole.plain(input).tanh());
            output.mul(coefficients).sum().backward();

            int begin = rank * (rank + 1) / 2;
            Tensor ownInput = leaf(batch.narrow(0, begin, rank + 1));
            Tensor ownOutput = Memory.scoped(() -> part.synchronised(
                    synchronization,
                    part.synchronised(synchronization, ownInput).tanh()));
            ownOutput.mul(coefficients.narrow(0, begin, rank + 1)).sum().backward();
            Tensor weightGradient = part.weight.grad().clone();
            Tensor biasGradient = part.bias.grad().clone();
            communicator.sum(weightGradient);
            communicator.sum(biasGradient);

            close("output", ownOutput, output.narrow(0, begin, rank + 1));
            close("input's gradient", ownInput.grad(), input.grad().narrow(0, begin, rank + 1));
            close("weight's gradient", weightGradient, whole.weight.grad());
            close("bias's gradient", biasGradient, whole.bias.grad());
            close("running mean", part.runningMean, whole.runningMean);
            close("running variance", part.runningVariance, whole.runningVariance);
            assertThat(HostArrays.doubles(
                            communicator.gather(part.runningVariance).sub(part.runningVariance)))
                    .as("ranks agree to the last bit")
                    .containsOnly(0);
        }
    }

    private Tensor random(long... shape) {
        return torch.randn(shape, new TensorOptions(type));
    }

    private static Tensor leaf(Tensor values) {
        return values.detach().clone().set_requires_grad(true);
    }

    private void close(String what, Tensor actual, Tensor expected) {
        double scale = expected.abs().max().item_double();
        assertThat(actual.sub(expected).abs().max().item_double())
                .as("%s, %s", what, type)
                .isLessThanOrEqualTo(tolerance * scale);
    }

    private final class Layer {

        private final Tensor weight;
        private final Tensor bias;
        private final Tensor runningMean = torch.zeros(new long[] {CHANNELS}, new TensorOptions(type));
        private final Tensor runningVariance = torch.ones(new long[] {CHANNELS}, new TensorOptions(type));

        Layer(Tensor weight, Tensor bias) {
            this.weight = leaf(weight);
            this.bias = leaf(bias);
        }

        Tensor plain(Tensor input) {
            return torch.batch_norm(
                    input,
                    new TensorOptional(weight),
                    new TensorOptional(bias),
                    new TensorOptional(runningMean),
                    new TensorOptional(runningVariance),
                    true,
                    0.1,
                    1e-5,
                    true);
        }

        Tensor synchronised(SynchronizedBatchNorm synchronization, Tensor input) {
            return synchronization.forward(input, weight, bias, runningMean, runningVariance, 0.1, 1e-5);
        }
    }
}
