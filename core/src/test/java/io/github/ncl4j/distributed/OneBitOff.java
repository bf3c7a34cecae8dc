package io.github.ncl4j.distributed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ncl4j.config.DistributedConfig;
import io.github.ncl4j.testkit.PooledRank;
import java.util.Map;
import java.util.TreeMap;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** Rank 2 of three has another last bit in one of two tensors. */
final class OneBitOff {

    private OneBitOff() {}

    /** One rank. */
    public static void main(String[] arguments) {
        DistributedConfig config = new DistributedConfig(30, 60, 0);
        try (World world = World.join(LaunchContract.of(PooledRank.environment()), config, System.getenv());
                PointerScope scope = new PointerScope();
                DataParallel parallel = new DataParallel(world, new Device(torch.DeviceType.CPU))) {
            Tensor weight = torch.ones(4, 3, 2, 2).contiguous(torch.MemoryFormat.ChannelsLast);
            Tensor count = torch.zeros(1).to(torch.ScalarType.Long);
            if (world.contract().rank() == 2) {
                weight.narrow(0, 3, 1).add_(new Scalar(1.2e-7f));
            }
            Map<String, Tensor> tensors = new TreeMap<>(Map.of("count", count, "weight", weight));
            assertThatThrownBy(() -> parallel.verify(tensors, "after step 8"))
                    .isInstanceOf(DistributedException.class)
                    .hasMessageStartingWith("the weights are not the same in all processes after step 8: rank 2"
                            + " (first in weight) differs from the others");

            parallel.share(tensors);

            parallel.verify(tensors, "after rank 0 has sent its own");
            assertThat(weight.eq(torch.ones(4, 3, 2, 2)).all().item_bool()).isTrue();
        }
    }
}
