package io.github.ncl4j.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ncl4j.config.ExperimentConfig;
import io.github.ncl4j.testkit.RunComparison;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Runs that die in mid-epoch: what they lose is no more than their settings say, and what they end with is the same. */
class CheckpointTimesTest {

    @TempDir
    private static Path whole;

    private static ExperimentConfig tiny;

    @TempDir
    private Path folder;

    @BeforeAll
    static void trainWithoutInterruption() throws IOException {
        tiny = TinyExperiment.shared();
        InterruptedRuns.train(config(), whole);
    }

    private static ExperimentConfig config(String... settings) {
        return TinyExperiment.with(tiny, settings);
    }

    // An epoch has four steps, and a checkpoint before its evaluation and after it.
    @ParameterizedTest
    @CsvSource({"2, 1, 0", "3, 1, 3", "4, 1, 4", "5, 2, 0", "7, 2, 2", "8, 2, 4", "10, 3, 1", "12, 3, 4"})
    void nothingIsLostBeyondTheLastCheckpoint(int killedAt, int epoch, int step) throws IOException {
        ExperimentConfig everyThree = config("train.checkpoint_steps=3");
        InterruptedRuns.dieAt(killedAt, everyThree, folder);

        TrainingListener.RunStart start = InterruptedRuns.goOn(everyThree, folder);

        assertThat(start.firstEpoch()).isEqualTo(epoch);
        assertThat(start.firstStep()).isEqualTo(step);
        RunComparison.assertSameRun(whole, folder);
    }

    @Test
    void soManyMinutesAreACheckpointToo() throws IOException {
        ExperimentConfig always = config("train.checkpoint_minutes=1e-9");
        InterruptedRuns.dieAt(6, always, folder);

        TrainingListener.RunStart start = InterruptedRuns.goOn(config("train.checkpoint_minutes=60"), folder);

        assertThat(start.firstEpoch()).isEqualTo(2);
        assertThat(start.firstStep()).isEqualTo(2);
        RunComparison.assertSameRun(whole, folder);
    }

    @Test
    void inMidEpochTheNumberOfWorkersMayChange() throws IOException {
        // Four starts with other numbers of threads that decode, and images waiting, each but the last dying in an
        // epoch.
        InterruptedRuns.dieAt(3, config("train.checkpoint_steps=2", "data.workers=1", "data.prefetch=1"), folder);
        InterruptedRuns.dieAt(5, config("train.checkpoint_steps=1", "data.workers=4", "data.prefetch=3"), folder);
        InterruptedRuns.dieAt(2, config("train.checkpoint_steps=1", "data.workers=2"), folder);

        TrainingListener.RunStart start = InterruptedRuns.goOn(config("data.workers=3", "data.prefetch=1"), folder);

        assertThat(start.firstStep()).isNotZero();
        RunComparison.assertSameRun(whole, folder);
    }
}
