package io.github.ncl4j.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.ncl4j.config.TrainConfig;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The schedules where they are easy to compute by hand; the whole curves are in the golden tests. */
class LearningRateScheduleTest {

    @ParameterizedTest
    @CsvSource({"1, 0.1", "2, 0.1", "3, 0.01", "4, 0.01", "5, 0.001", "9, 0.001"})
    void aMilestoneActsInItsOwnEpoch(int epoch, double rate) {
        LearningRateSchedule schedule = schedule(new TrainConfig.MultiStep(List.of(3, 5), 0.1));
        assertThat(schedule.at(epoch)).isCloseTo(rate, within(1e-15));
    }

    /** Golden notes 4.1. */
    @ParameterizedTest
    @CsvSource({
        "1, 0.0466666666666667",
        "2, 0.06",
        "3, 0.0733333333333333",
        "4, 0.0866666666666667",
        "5, 0.1",
        "6, 0.05"
    })
    void warmsUpFromAThird(int epoch, double rate) {
        LearningRateSchedule schedule = schedule(new TrainConfig.WarmupMultiStep(List.of(6), 0.5, 5));
        assertThat(schedule.at(epoch)).isCloseTo(rate, within(1e-15));
    }

    @Test
    void cosineEndsAtItsMinimumAndRisesAgain() {
        LearningRateSchedule schedule = schedule(new TrainConfig.Cosine(1e-4, 6));
        assertThat(schedule.at(1)).isLessThan(0.1);
        assertThat(schedule.at(3)).isCloseTo((0.1 + 1e-4) / 2, within(1e-15));
        assertThat(schedule.at(6)).isEqualTo(1e-4);
        assertThat(schedule.at(9)).isCloseTo((0.1 + 1e-4) / 2, within(1e-15));
        assertThat(schedule.at(12)).isCloseTo(0.1, within(1e-15));
    }

    @Test
    void cosineFallsOverAllEpochsByDefault() {
        assertThat(schedule(new TrainConfig.Cosine(0, 0)).at(10)).isZero();
    }

    @ParameterizedTest
    @CsvSource({"0, 4, 0.25", "1, 4, 0.5", "3, 4, 1", "4, 4, 1", "0, 0, 1", "0, 1, 1", "3000000000, 2000000000, 1"})
    void stepsWarmUpInAStraightLine(long step, int warmupSteps, double factor) {
        assertThat(LearningRateSchedule.warmupFactor(step, warmupSteps)).isEqualTo(factor);
    }

    /** Base rate 0.1, ten epochs. */
    private static LearningRateSchedule schedule(TrainConfig.Schedule schedule) {
        return LearningRateSchedule.of(
                new TrainConfig(10, 64, new TrainConfig.Sgd(0.1, 0.9, true, 0), schedule, 0, 0, 1, 0));
    }
}
