package io.github.ncl4j.distributed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ncl4j.config.DistributedConfig;
import io.github.ncl4j.testkit.RankProcesses;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** How processes meet, and who is named when they do not. */
class WorldTest {

    /** For those who wait for somebody who does not come. */
    private static final DistributedConfig SHORT = new DistributedConfig(5, 60, 0);

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
