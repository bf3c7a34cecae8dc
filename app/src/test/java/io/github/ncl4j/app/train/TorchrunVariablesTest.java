package io.github.ncl4j.app.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class TorchrunVariablesTest {

    private static TorchrunVariables of(Map<String, String> environment) {
        return new TorchrunVariables(environment, () -> 4);
    }

    /** As Kubeflow Trainer sets them in the second of two pods. */
    @Test
    void aPodOfKubeflowTrainer() {
        TorchrunVariables pod = of(Map.of(
                "PET_NNODES", "2",
                "PET_NPROC_PER_NODE", "auto",
                "PET_NODE_RANK", "1",
                "PET_MASTER_ADDR", "job-node-0-0.job",
                "PET_MASTER_PORT", "29400"));

        assertThat(pod.nodes()).isEqualTo(2);
        assertThat(pod.processes()).isEqualTo(4);
        assertThat(pod.nodeRank()).isEqualTo(1);
        assertThat(pod.address()).isEqualTo("job-node-0-0.job");
        assertThat(pod.port()).isEqualTo(29_400);
        assertThat(pod.restarts()).isNull();
        assertThat(pod.given()).hasSize(5).contains("PET_NNODES=2");
    }

    @Test
    void theEndpointHoldsBothAddressAndPort() {
        TorchrunVariables both = of(Map.of("PET_RDZV_ENDPOINT", "[fd00::1]:1234", "PET_MAX_RESTARTS", "3"));
        assertThat(both.address()).isEqualTo("[fd00::1]");
        assertThat(both.port()).isEqualTo(1234);
        assertThat(both.restarts()).isEqualTo(3);
        TorchrunVariables host = of(Map.of("PET_RDZV_ENDPOINT", "node7"));
        assertThat(host.address()).isEqualTo("node7");
        assertThat(host.port()).isNull();
    }

    @Test
    void withoutThemNothingIsDecided() {
        TorchrunVariables none = of(Map.of("PET_NNODES", " "));
        assertThat(none.given()).isEmpty();
        assertThat(none.nodes()).isNull();
        assertThat(none.processes()).isNull();
        assertThat(none.nodeRank()).isNull();
        assertThat(none.address()).isNull();
        assertThat(none.port()).isNull();
    }

    @Test
    void whatCannotBeIsNamed() {
        assertThatThrownBy(() -> of(Map.of("PET_NNODES", "1:4")).nodes())
                .hasMessage("PET_NNODES is 1:4; the number of machines cannot change, so it must be one number");
        assertThat(of(Map.of("PET_NNODES", "2:2")).nodes()).isEqualTo(2);
        assertThatThrownBy(() -> of(Map.of("PET_NNODES", "2")).nodeRank())
                .hasMessageStartingWith("PET_NNODES is 2, but PET_NODE_RANK is not set");
        assertThatThrownBy(() -> of(Map.of("PET_NPROC_PER_NODE", "all")).processes())
                .hasMessage("PET_NPROC_PER_NODE is all; it must be a whole number");
    }
}
