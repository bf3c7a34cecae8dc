package io.github.ncl4j.distributed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ncl4j.config.DistributedConfig;
import io.github.ncl4j.testkit.PooledRank;
import io.github.ncl4j.torch.Engine;
import io.github.ncl4j.torch.HostArrays;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * The gradients that several passes leave in two processes, and their mean: three numbers are trained, in one bucket; no pass reaches
 * the third. The gradients of rank 1 are twice those of rank 0.
 */
final class GradientSteps {

    private final GradientAverage average;
    private final int times;
    private final Tensor first;
    private final Tensor second;
    private final Tensor third;

    private GradientSteps(Communicator communicator) {
        times = communicator.rank() + 1;
        first = parameter();
        second = parameter();
        third = parameter();
        average = new GradientAverage(communicator, List.of(first, second, third));
    }

    private static Tensor parameter() {
        Tensor parameter = torch.zeros(new long[] {2});
        parameter.set_requires_grad(true);
        return parameter;
    }

    /** One rank. */
    public static void main(String[] arguments) {
        DistributedConfig config = new DistributedConfig(30, 60, 0);
        try (World world = World.join(LaunchContract.of(PooledRank.environment()), config, System.getenv());
                PointerScope scope = new PointerScope()) {
            Engine.setThreads(1);
            GradientSteps steps = new GradientSteps(world.communicator("gradients", new Device(torch.DeviceType.CPU)));
            steps.check();
            steps.average.close();
        }
    }

    private void check() {
        assertThat(average.buckets()).isEqualTo(1);

        // An accumulating step, whose last pass misses the second: its gradient of the pass before counts.
        pass(first, 1);
        pass(second, 1);
        average.backward(() -> pass(first, 10));
        assertGradient(first, 11 * 1.5);
        assertGradient(second, 1.5);
        assertThat(third.grad().defined()).isFalse();

        // A step that does not reach the second at all: nothing of the step before is left for it.
        clear();
        average.backward(() -> pass(first, 2));
        assertGradient(first, 2 * 1.5);
        assertThat(second.grad().defined()).isFalse();

        // A step that breaks off after it has reached the second: nothing of that is left for the next one either.
        clear();
        assertThatThrownBy(() -> average.backward(() -> {
                    pass(second, 100);
                    throw new IllegalStateException("broke off");
                }))
                .hasMessage("broke off");
        clear();
        average.backward(() -> pass(first, 4));
        assertGradient(first, 4 * 1.5);
        assertThat(second.grad().defined()).isFalse();

        // What passes in between leave, in a step of one process, is theirs alone.
        clear();
        pass(second, 7);
        assertGradient(second, 7 * times);
    }

    private void pass(Tensor parameter, double factor) {
        try (PointerScope scope = new PointerScope()) {
            parameter.sum().mul(new Scalar(factor * times)).backward();
        }
    }

    private static void assertGradient(Tensor parameter, double expected) {
        assertThat(HostArrays.doubles(parameter.grad())).containsExactly(expected, expected);
    }

    /** As optimizers do. */
    private void clear() {
        try (PointerScope scope = new PointerScope()) {
            for (Tensor parameter : List.of(first, second, third)) {
                parameter.mutable_grad().put(new Tensor());
            }
        }
    }
}
