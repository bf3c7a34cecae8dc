package io.github.ncl4j.distributed;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The address of rank 0, whose host's own name is 127.0.1.1. */
class GlooNetworkTest {

    private static InetAddress address(String text) {
        try {
            return InetAddress.getByName(text);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    private static InetAddress reachable(String... all) {
        return GlooNetwork.reachable(
                address("127.0.1.1"), List.of(all), other -> address(other.replaceAll("[.]\\d+$", ".1")));
    }

    @Test
    void theWayToAnotherMachineIsTaken() {
        assertThat(reachable("127.0.1.1", "127.0.0.1", "192.168.7.20", "192.168.8.30"))
                .isEqualTo(address("192.168.7.1"));
    }

    @Test
    void processesOfOneMachineStayThere() {
        assertThat(reachable("127.0.1.1", "127.0.0.1", "::1")).isEqualTo(address("127.0.1.1"));
    }
}
