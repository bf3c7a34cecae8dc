package io.github.ncl4j.distributed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ncl4j.config.DistributedConfig;
import io.github.ncl4j.torch.EngineScope;
import java.nio.file.Path;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Copies that differ in one bit are found, and the odd one is named. */
@ExtendWith(EngineScope.class)
class ReplicasTest {

    @TempDir
    private Path folder;

    /** Rank 2 of three has another last bit in one of two tensors. */
    static final class OneBit {

        private OneBit() {}

        /** One rank. */
        public static void main(String[] arguments) {
            DistributedConfig config = new DistributedConfig(30, 60, 0);
            try (World world = World.join(LaunchContract.of(System.getenv()), config, System.getenv());
                    PointerScope scope = new PointerScope();
                    DataParallel parallel = new DataParallel(world, new Device(torch.DeviceType.CPU))) {
                Tensor weight = torch.ones(4, 3, 2, 2).contiguous(torch.MemoryFormat.ChannelsLast);
                Tensor count = torch.zeros(1).to(torch.ScalarType.Long);
                if (world.contract().rank() == 2) {
                    weight.narrow(0, 3, 1).add_(new Scalar(1.2e-7f));
                }
                Map<String, Tensor> tensors = new java.util.TreeMap<>(Map.of("count", count, "weight", weight));
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

    @Test
    void theRankThatDiffersInOneBitIsNamed() throws Exception {
        RankProcesses.run(3, OneBit.class, folder);
    }

    @Test
    void checksumsSeeEveryByte() {
        Tensor tensor = torch.arange(new Scalar(600_000L)).to(torch.ScalarType.Float);
        long before = Replicas.checksum(tensor);
        assertThat(Replicas.checksum(tensor.clone())).isEqualTo(before);

        tensor.narrow(0, 599_999, 1).neg_();

        assertThat(Replicas.checksum(tensor)).isNotEqualTo(before);
    }
}
