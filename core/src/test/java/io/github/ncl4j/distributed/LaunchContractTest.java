package io.github.ncl4j.distributed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ncl4j.config.ConfigException;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LaunchContractTest {

    private static final Map<String, String> TWO_NODES = Map.of(
            "RANK", "5", "WORLD_SIZE", "8", "LOCAL_WORLD_SIZE", "4", "MASTER_ADDR", "node0", "MASTER_PORT", "29500");

    private static Map<String, String> with(String... namesAndValues) {
        Map<String, String> environment = new HashMap<>(TWO_NODES);
        for (int i = 0; i < namesAndValues.length; i += 2) {
            environment.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return environment;
    }

    private static void assertProblems(Map<String, String> environment, String... lines) {
        assertThatThrownBy(() -> LaunchContract.of(environment))
                .isInstanceOf(ConfigException.class)
                .hasMessage(String.join("\n", lines));
    }

    @Test
    void nothingSetIsTrainingAlone() {
        assertThat(LaunchContract.of(Map.of("PATH", "/bin"))).isEqualTo(LaunchContract.ALONE);
        assertThat(LaunchContract.of(Map.of("RANK", " ", "WORLD_SIZE", ""))).isEqualTo(LaunchContract.ALONE);
        assertThat(LaunchContract.ALONE.isAlone()).isTrue();
    }

    @Test
    void theLocalRankIsCountedOnEachMachine() {
        assertThat(LaunchContract.of(TWO_NODES)).isEqualTo(new LaunchContract(5, 1, 8, 4, "node0", 29500));
        assertThat(LaunchContract.of(with("LOCAL_RANK", "2")).localRank()).isEqualTo(2);
        assertThat(LaunchContract.of(with("LOCAL_WORLD_SIZE", "")))
                .as("one machine, if nothing else is said")
                .isEqualTo(new LaunchContract(5, 5, 8, 8, "node0", 29500));
    }

    @Test
    void aWorldOfOneNeedsNoAddress() {
        assertThat(LaunchContract.of(Map.of("RANK", "0", "WORLD_SIZE", "1")).isAlone())
                .isTrue();
    }

    @Test
    void whatIsMissingIsNamedAllAtOnce() {
        String rest = "; set all of RANK, WORLD_SIZE, MASTER_ADDR and MASTER_PORT, or none to train alone";
        assertProblems(
                Map.of("RANK", "0"),
                "environment: WORLD_SIZE: is not set, but RANK is" + rest,
                "environment: MASTER_ADDR: is not set, but RANK is" + rest,
                "environment: MASTER_PORT: is not set, but RANK is" + rest);
        assertProblems(
                Map.of("WORLD_SIZE", "2", "MASTER_ADDR", "a", "MASTER_PORT", "1"),
                "environment: RANK: is not set, but WORLD_SIZE, MASTER_ADDR, MASTER_PORT are" + rest);
    }

    /** Otherwise each machine would train a model for itself, and all would write one run directory. */
    @Test
    void torchrunsOwnVariablesAreForLaunch() {
        String rest =
                ": asks for several processes, which `launch -- train ...` starts; a bare `train` is one of them only"
                        + " with RANK, WORLD_SIZE, MASTER_ADDR and MASTER_PORT";
        assertProblems(
                Map.of("PET_NNODES", "2", "PET_NPROC_PER_NODE", "auto", "PET_NODE_RANK", "1"),
                "environment: PET_NNODES = 2" + rest);
        assertProblems(
                Map.of("PET_NNODES", "1:4", "PET_NPROC_PER_NODE", "8"),
                "environment: PET_NNODES = 1:4" + rest,
                "environment: PET_NPROC_PER_NODE = 8" + rest);
        assertThat(LaunchContract.of(Map.of("PET_NNODES", "1", "PET_NPROC_PER_NODE", "1")))
                .isEqualTo(LaunchContract.ALONE);
        assertThat(LaunchContract.of(with("PET_NNODES", "2")).worldSize()).isEqualTo(8);
    }

    @Test
    void whatContradictsIsNamedAllAtOnce() {
        assertProblems(
                with("RANK", "8", "LOCAL_RANK", "4", "MASTER_PORT", "70000"),
                "environment: RANK = 8: must be below WORLD_SIZE, which is 8",
                "environment: LOCAL_RANK = 4: must be below LOCAL_WORLD_SIZE, which is 4",
                "environment: MASTER_PORT = 70000: must be a whole number of at least 1 and at most 65535");
        assertProblems(
                with("LOCAL_WORLD_SIZE", "16", "RANK", "-1", "WORLD_SIZE", "eight"),
                "environment: WORLD_SIZE = eight: must be a whole number of at least 1",
                "environment: RANK = -1: must be a whole number of at least 0");
        assertProblems(
                with("LOCAL_WORLD_SIZE", "9"),
                "environment: LOCAL_WORLD_SIZE = 9: must be at most WORLD_SIZE, which is 8");
        assertProblems(
                with("RANK", "1", "LOCAL_RANK", "3"), "environment: LOCAL_RANK = 3: must be at most RANK, which is 1");
    }
}
