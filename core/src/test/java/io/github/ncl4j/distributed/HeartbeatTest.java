package io.github.ncl4j.distributed;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ncl4j.config.DistributedConfig;
import io.github.ncl4j.testkit.RankProcesses;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** When a process is lost, all others end, and say which it was. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "processes are stopped with Linux's signals")
class HeartbeatTest {

    private static final int WORLD_SIZE = 3;

    @TempDir
    private Path folder;

    /** A process that exchanges until it is disturbed; with two arguments, a rank and a reason, that rank fails by itself. */
    static final class Exchanging {

        private Exchanging() {}

        /** One rank. */
        public static void main(String[] arguments) throws InterruptedException {
            DistributedConfig config = new DistributedConfig(5, 600, 0);
            LaunchContract contract = LaunchContract.of(System.getenv());
            try (World world = World.join(contract, config, System.getenv())) {
                System.out.println("at work");
                try {
                    for (int step = 0; true; step++) {
                        if (arguments.length > 0 && step == 3 && contract.rank() == Integer.parseInt(arguments[0])) {
                            throw new IllegalArgumentException(arguments[1]);
                        }
                        world.control().sum(new double[] {step});
                    }
                } catch (RuntimeException e) {
                    world.abandon(e);
                    // Longer than rank 0 takes to heed a verdict.
                    Thread.sleep(3000);
                    throw e;
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "KILL, 1, rank 1 has not been heard from for",
        "STOP, 12, 'ranks 1, 2 have not been heard from for'",
        "KILL, 0, 'rank 0, which keeps the store at 127.0.0.1:'",
        "STOP, 0, 'rank 0, which keeps the store at 127.0.0.1:'"
    })
    void lostRanksAreNamedByAllOthers(String signal, String lost, String named) throws Exception {
        List<RankProcesses.Rank> ranks = RankProcesses.start(WORLD_SIZE, Exchanging.class, folder);
        for (RankProcesses.Rank rank : ranks) {
            awaitWork(rank);
        }
        try {
            signal(signal, ranks, lost);
            for (int rank = 0; rank < WORLD_SIZE; rank++) {
                if (!lost.contains("" + rank)) {
                    RankProcesses.Ended ended = ranks.get(rank).await();
                    assertThat(ended.exitCode()).as(ended.log()).isEqualTo(1);
                    assertThat(ended.log())
                            .contains(named)
                            .containsPattern(
                                    ": (it was|they were) killed or stopped, or (its|their) machines? cannot be")
                            .doesNotContain("this process itself");
                }
            }
            if (lost.equals("12")) {
                signal("CONT", ranks, lost);
                RankProcesses.Ended ended = ranks.get(1).await();
                assertThat(ended.exitCode()).as(ended.log()).isEqualTo(1);
                assertThat(ended.log())
                        .contains("rank 0, which keeps the store at 127.0.0.1:")
                        .containsPattern("Before, this process itself was stopped for \\d+ s, which may be why");
            }
        } finally {
            ranks.forEach(rank -> rank.process().destroyForcibly());
        }
    }

    private static void signal(String signal, List<RankProcesses.Rank> ranks, String numbers) throws Exception {
        for (int i = 0; i < numbers.length(); i++) {
            long process = ranks.get(numbers.charAt(i) - '0').process().pid();
            new ProcessBuilder("kill", "-" + signal, Long.toString(process))
                    .start()
                    .waitFor();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2})
    void aFailingRankEndsTheOthersWithItsReasonAndItselfInItsOwnTime(int failing) throws Exception {
        List<RankProcesses.Rank> ranks = RankProcesses.start(
                WORLD_SIZE, Exchanging.class, folder, Integer.toString(failing), "image 7 cannot be read");
        for (int rank = 0; rank < WORLD_SIZE; rank++) {
            RankProcesses.Ended ended = ranks.get(rank).await();
            assertThat(ended.exitCode()).as(ended.log()).isEqualTo(1);
            if (rank == failing) {
                assertThat(ended.log())
                        .contains("IllegalArgumentException: image 7 cannot be read")
                        .doesNotContain("this process ends too");
            } else {
                assertThat(ended.log()).contains("rank " + failing + " failed: image 7 cannot be read");
            }
        }
    }

    private static void awaitWork(RankProcesses.Rank rank) throws IOException, InterruptedException {
        while (rank.process().isAlive() && !Files.readString(rank.log()).contains("at work")) {
            Thread.sleep(20);
        }
    }
}
