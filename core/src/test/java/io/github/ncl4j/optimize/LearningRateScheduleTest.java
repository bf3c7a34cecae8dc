package io.github.ncl4j.optimize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.ncl4j.config.ConfigException;
import io.github.ncl4j.config.OptimizerConfig;
import io.github.ncl4j.config.ScheduleConfig;
import io.github.ncl4j.config.TrainConfig;
import io.github.ncl4j.config.file.ExperimentFile;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The schedules where they are easy to compute by hand; the whole curves are in the golden tests. */
class LearningRateScheduleTest {

    @ParameterizedTest
    @CsvSource({"1, 0.1", "2, 0.1", "3, 0.01", "4, 0.01", "5, 0.001", "9, 0.001"})
    void aMilestoneActsInItsOwnEpoch(int epoch, double rate) {
        LearningRateSchedule schedule = schedule(new ScheduleConfig.Multistep(List.of(3, 5), 0.1));
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
        LearningRateSchedule schedule = schedule(new ScheduleConfig.WarmupMultistep(List.of(6), 0.5, 5));
        assertThat(schedule.at(epoch)).isCloseTo(rate, within(1e-15));
    }

    @Test
    void cosineEndsAtItsMinimumAndRisesAgain() {
        LearningRateSchedule schedule = schedule(new ScheduleConfig.Cosine(1e-4, 6));
        assertThat(schedule.at(1)).isLessThan(0.1);
        assertThat(schedule.at(3)).isCloseTo((0.1 + 1e-4) / 2, within(1e-15));
        assertThat(schedule.at(6)).isEqualTo(1e-4);
        assertThat(schedule.at(9)).isCloseTo((0.1 + 1e-4) / 2, within(1e-15));
        assertThat(schedule.at(12)).isCloseTo(0.1, within(1e-15));
    }

    @Test
    void cosineFallsOverAllEpochsByDefaultAndTheLastStillLearns() {
        LearningRateSchedule schedule = schedule(new ScheduleConfig.Cosine(null, 0));
        assertThat(schedule.at(9)).isGreaterThan(schedule.at(10));
        assertThat(schedule.at(10)).isCloseTo(0.1 * (1 + Math.cos(Math.PI * 10 / 11)) / 2, within(1e-15));
        assertThat(schedule(new ScheduleConfig.Cosine(null, 10)).at(10)).isEqualTo(schedule.at(10));
        assertThat(schedule(new ScheduleConfig.Cosine(0.0, 0)).at(10))
                .as("as it is written")
                .isZero();
    }

    @Test
    void aSingleEpochLearns() {
        TrainConfig one = TrainConfig.of(1)
                .withOptimizer(new OptimizerConfig.Sgd(0.1, 0.9, true, 0))
                .withSchedule(new ScheduleConfig.Cosine(null, 0))
                .withThreads(1);
        assertThat(LearningRateSchedule.of(one).at(1)).isCloseTo(0.05, within(1e-15));
        assertThat(new LearningRates(one, 3).warnings()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"2, 0.1", "3, 0.01", "19, 0.01", "20, 0.0001", "44, 0.0001", "45, 0.00001"})
    void aMilestoneThatIsNamedTwiceActsTwice(int epoch, double rate) {
        ScheduleConfig.Multistep repeated = new ScheduleConfig.Multistep(List.of(3, 20, 20, 45), 0.1);
        assertThat(schedule(repeated).at(epoch)).isCloseTo(rate, within(1e-15));
        assertThat(schedule(new ScheduleConfig.WarmupMultistep(List.of(3, 20, 20, 45), 0.1, 0))
                        .at(epoch))
                .isCloseTo(rate, within(1e-15));
    }

    @Test
    void milestonesOutOfOrderAreRefused() {
        assertThatThrownBy(() -> new ScheduleConfig.Multistep(List.of(20, 3), 0.1))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("must be epochs in ascending order, the first at least 1");
    }

    @Test
    void aShareOfTheRunWarmsUp() {
        LearningRates rates = new LearningRates(warmingUp("train.warmup_fraction=0.1"), 4);
        assertThat(rates.at(1, 0)).isCloseTo(0.025, within(1e-15));
        assertThat(rates.at(1, 3)).isCloseTo(0.1, within(1e-15));
        assertThat(rates.warnings()).isEmpty();
    }

    @Test
    void longWarmUpsAndEpochsThatLearnNothingAreWarnedOf() {
        assertThat(new LearningRates(warmingUp("train.warmup_steps=13"), 4).warnings())
                .isEmpty();
        assertThat(new LearningRates(warmingUp("train.warmup_steps=14"), 4).warnings())
                .containsExactly(
                        "the learning rate warms up over 14 steps, and the run has 40 (10 epochs of 4): that is more"
                                + " than a third of it; set train.warmup_fraction=0.1 in place of train.warmup_steps, or train"
                                + " longer");
        assertThat(new LearningRates(warmingUp("train.warmup_steps=100"), 4).warnings())
                .singleElement()
                .asString()
                .contains("it never reaches its full value");
        assertThat(new LearningRates(
                                warmingUp("train.schedule={type: warmup-multistep, milestones: [9], warmup_epochs: 5}"),
                                4)
                        .warnings())
                .singleElement()
                .asString()
                .contains("warms up over 5 epochs, more than a third of the run's 10");
        assertThat(new LearningRates(warmingUp("train.schedule={type: cosine, minimum: 0}"), 4).warnings())
                .singleElement()
                .asString()
                .startsWith("the learning rate of epoch 10 of 10 is 0");
    }

    private static TrainConfig warmingUp(String setting) {
        return ExperimentFile.parse("""
                        data: {format: built-in}
                        augment:
                          normalization: {mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5]}
                        train:
                          epochs: 10
                          optimizer: {type: sgd, learning_rate: 0.1}
                          schedule: {type: multistep, milestones: [9]}
                        """, "run.yaml", List.of(setting)).train();
    }

    @ParameterizedTest
    @CsvSource({"0, 4, 0.25", "1, 4, 0.5", "3, 4, 1", "4, 4, 1", "0, 0, 1", "0, 1, 1", "3000000000, 2000000000, 1"})
    void stepsWarmUpInAStraightLine(long step, int warmupSteps, double factor) {
        assertThat(LearningRateSchedule.warmupFactor(step, warmupSteps)).isEqualTo(factor);
    }

    /** Base rate 0.1, ten epochs. */
    private static LearningRateSchedule schedule(ScheduleConfig schedule) {
        return LearningRateSchedule.of(TrainConfig.of(10)
                .withOptimizer(new OptimizerConfig.Sgd(0.1, 0.9, true, 0))
                .withSchedule(schedule)
                .withThreads(1));
    }
}
