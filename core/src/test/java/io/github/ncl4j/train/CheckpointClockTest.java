package io.github.ncl4j.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ncl4j.config.TrainConfig;
import io.github.ncl4j.config.file.ExperimentFile;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** When a run saves its state, with a clock that the test turns. */
class CheckpointClockTest {

    private static final long SECOND = 1_000_000_000;

    private final AtomicLong now = new AtomicLong(-5 * SECOND);

    private CheckpointClock clock(int steps, double minutes) {
        TrainConfig train = ExperimentFile.parse(
                        "{data: {format: built-in}, train: {epochs: 1, checkpoint_steps: %d, checkpoint_minutes: %s}}"
                                .formatted(steps, minutes),
                        "run.yaml",
                        List.of())
                .train();
        return new CheckpointClock(train, now::get);
    }

    /** The steps of a minute, one taking ten seconds, after which the state is saved. */
    private List<Integer> saved(CheckpointClock clock) {
        List<Integer> saved = new ArrayList<>();
        for (int step = 1; step <= 6; step++) {
            now.addAndGet(10 * SECOND);
            if (clock.isDue(step)) {
                saved.add(step);
                clock.restart();
            }
        }
        return saved;
    }

    @Test
    void neverByDefault() {
        assertThat(saved(clock(0, 0))).isEmpty();
    }

    @Test
    void everySoManySteps() {
        assertThat(saved(clock(2, 0))).containsExactly(2, 4, 6);
    }

    @Test
    void whenTheLastTimeIsSoLongAgo() {
        assertThat(saved(clock(0, 0.5))).containsExactly(3, 6);
        assertThat(saved(clock(0, 0.25))).as("15 seconds").containsExactly(2, 4, 6);
        assertThat(saved(clock(0, 2))).isEmpty();
    }

    @Test
    void theMinutesCountFromWhicheverWasLast() {
        // After step 4 by steps; 30 seconds later would be step 7.
        assertThat(saved(clock(4, 0.5))).containsExactly(3, 4);
    }
}
