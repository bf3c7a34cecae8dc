package io.github.ncl4j.train;

import io.github.ncl4j.config.TrainConfig;

/**
 * The learning rate of every step: the schedule's of the epoch, times the warm-up of the first steps of the run,
 * {@code min(1, (s + 1) / warmup_steps)} for the 0-based step {@code s}.
 */
final class LearningRates {

    private final LearningRateSchedule schedule;
    private final int warmupSteps;
    private final int stepsPerEpoch;

    LearningRates(TrainConfig config, int stepsPerEpoch) {
        this.schedule = LearningRateSchedule.of(config);
        this.warmupSteps = config.warmupSteps();
        this.stepsPerEpoch = stepsPerEpoch;
    }

    /**
     * The rate of one step.
     *
     * @param epoch 1-based
     * @param step within the epoch, 0-based
     */
    double at(int epoch, int step) {
        long stepOfRun = (long) (epoch - 1) * stepsPerEpoch + step;
        return schedule.at(epoch) * LearningRateSchedule.warmupFactor(stepOfRun, warmupSteps);
    }
}
