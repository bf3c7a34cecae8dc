package io.github.ncl4j.distributed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ncl4j.config.Defaults;
import io.github.ncl4j.config.DistributedConfig;
import io.github.ncl4j.torch.HostArrays;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How processes meet, and what they exchange. */
class WorldTest {

    /** For those who wait for somebody who does not come. */
    private static final DistributedConfig SHORT = new DistributedConfig(5, 60, 0);

    @TempDir
    private Path folder;

    /** Every exchange once, in three processes; each checks what it gets, and none ends before rank 0 has written its last file. */
    static final class Exchanges {

        private Exchanges() {}

        /** One rank; the argument is the file that rank 0 writes. */
        public static void main(String[] arguments) throws Exception {
            Path last = Path.of(arguments[0]);
            exchange(last);
            assertThat(last).exists();
        }

        private static void exchange(Path last) throws Exception {
            try (World world = World.join(
                            LaunchContract.of(System.getenv()), Defaults.of(DistributedConfig.class), System.getenv());
                    PointerScope scope = new PointerScope()) {
                int rank = world.contract().rank();
                Communicator control = world.control();
                Communicator other = world.communicator("other", new Device(torch.DeviceType.CPU));
                assertThat(control.worldSize()).isEqualTo(3);
                assertThat(world.isFirst()).isEqualTo(rank == 0);

                assertThat(control.sum(new double[] {rank, 10})).containsExactly(3, 30);
                Tensor one = torch.full(new long[] {2}, new org.bytedeco.pytorch.Scalar(rank + 1.0f));
                other.sum(one);
                assertThat(HostArrays.floats(one)).containsExactly(6, 6);

                Tensor own = torch.full(new long[] {2}, new org.bytedeco.pytorch.Scalar(rank + 1.0f));
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

    @Test
    void threeProcessesExchangeWhatTheyHave() throws Exception {
        RankProcesses.run(
                3, Exchanges.class, folder, folder.resolve("last.safetensors").toString());
    }

    @Test
    void aloneThereIsNobodyToWaitFor() {
        try (World world = World.join(LaunchContract.ALONE, SHORT, Map.of())) {
            assertThat(world.isAlone()).isTrue();
            assertThat(world.isFirst()).isTrue();
            assertThatThrownBy(world::control).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void whoDoesNotComeIsNamed() throws Exception {
        LaunchContract first = new LaunchContract(0, 0, 3, 3, "127.0.0.1", RankProcesses.freePort());
        assertThatThrownBy(() -> World.join(first, SHORT, Map.of()))
                .isInstanceOf(DistributedException.class)
                .hasMessage("rank 0 waited 5 s (distributed.timeout_seconds) for ranks 1, 2 of WORLD_SIZE 3; were they"
                        + " started, with the same MASTER_ADDR and MASTER_PORT?");
    }

    @Test
    void aPortInUseIsNamed() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            LaunchContract first = new LaunchContract(0, 0, 2, 2, "127.0.0.1", taken.getLocalPort());
            assertThatThrownBy(() -> World.join(first, SHORT, Map.of()))
                    .isInstanceOf(DistributedException.class)
                    .hasMessageStartingWith("rank 0 cannot listen at 127.0.0.1:" + taken.getLocalPort());
        }
    }

    @Test
    void aMissingRank0IsNamed() throws Exception {
        LaunchContract second = new LaunchContract(1, 1, 2, 2, "127.0.0.1", RankProcesses.freePort());
        assertThatThrownBy(() -> World.join(second, SHORT, Map.of()))
                .isInstanceOf(DistributedException.class)
                .hasMessageStartingWith("rank 1 found no rank 0 at 127.0.0.1:" + second.masterPort() + " within 5 s");
    }
}
