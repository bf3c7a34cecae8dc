package io.github.ncl4j.distributed;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ncl4j.config.Defaults;
import io.github.ncl4j.config.DistributedConfig;
import io.github.ncl4j.testkit.PooledRank;
import io.github.ncl4j.torch.HostArrays;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** Every exchange once, in three processes; each checks what it gets, and none ends before rank 0 has written its last file. */
final class EveryExchange {

    private EveryExchange() {}

    /** One rank; the argument is the file that rank 0 writes. */
    public static void main(String[] arguments) throws Exception {
        Path last = Path.of(arguments[0]);
        exchange(last);
        assertThat(last).exists();
    }

    private static void exchange(Path last) throws Exception {
        try (World world = World.join(
                        LaunchContract.of(PooledRank.environment()),
                        Defaults.of(DistributedConfig.class),
                        System.getenv());
                PointerScope scope = new PointerScope()) {
            int rank = world.contract().rank();
            Communicator control = world.control();
            Communicator other = world.communicator("other", new Device(torch.DeviceType.CPU));
            assertThat(control.worldSize()).isEqualTo(3);
            assertThat(world.isFirst()).isEqualTo(rank == 0);

            assertThat(control.sum(new double[] {rank, 10})).containsExactly(3, 30);
            Tensor one = torch.full(new long[] {2}, new Scalar(rank + 1.0f));
            other.sum(one);
            assertThat(HostArrays.floats(one)).containsExactly(6, 6);

            Tensor own = torch.full(new long[] {2}, new Scalar(rank + 1.0f));
            Tensor all = control.gather(own);
            assertThat(all.size(0)).isEqualTo(3);
            assertThat(HostArrays.floats(all)).containsExactly(1, 1, 2, 2, 3, 3);
            control.broadcast(own, 1);
            assertThat(HostArrays.floats(own)).containsExactly(2, 2);

            List<long[]> uneven = control.gather(new long[rank]);
            assertThat(uneven).extracting(values -> values.length).containsExactly(0, 1, 2);
            assertThat(control.gather(new long[] {7L << 40, -rank}).get(2)).containsExactly(7L << 40, -2);
            assertThat(control.gather(new long[0])).hasSize(3);
            other.barrier();
            if (world.isFirst()) {
                Thread.sleep(500);
                Files.createFile(last);
            }
        }
    }
}
