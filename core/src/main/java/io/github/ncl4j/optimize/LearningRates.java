package io.github.ncl4j.optimize;

import io.github.ncl4j.config.ScheduleConfig;
import io.github.ncl4j.config.TrainConfig;
import java.util.ArrayList;
import java.util.List;

/**
 * The learning rate of every step: the schedule's of the epoch, times the warm-up of the first steps of the run,
 * {@code min(1, (s + 1) / warmup_steps)} for the 0-based step {@code s}.
 */
public final class LearningRates {

    /** A warm-up of more than this share of a run is warned of. */
    private static final int LONGEST_WARMUP = 3;

    private final TrainConfig config;
    private final LearningRateSchedule schedule;
    private final int stepsPerEpoch;
    private final long stepsOfRun;
    private final int warmupSteps;

    public LearningRates(TrainConfig config, int stepsPerEpoch) {
        this.config = config;
        this.schedule = LearningRateSchedule.of(config);
        this.stepsPerEpoch = stepsPerEpoch;
        this.stepsOfRun = (long) config.epochs() * stepsPerEpoch;
        this.warmupSteps = config.warmupFraction() == 0
                ? config.warmupSteps()
                : (int) Math.min(Integer.MAX_VALUE, Math.round(config.warmupFraction() * stepsOfRun));
    }

    /**
     * The rate of one step.
     *
     * @param epoch 1-based
     * @param step within the epoch, 0-based
     */
    public double at(int epoch, int step) {
        long stepOfRun = (long) (epoch - 1) * stepsPerEpoch + step;
        return schedule.at(epoch) * LearningRateSchedule.warmupFactor(stepOfRun, warmupSteps);
    }

    /** Names settings that are probably mistakes: a warm-up over much of the run, and epochs that learn nothing. */
    public List<String> warnings() {
        List<String> warnings = new ArrayList<>();
        if (warmupSteps > 1 && (long) LONGEST_WARMUP * warmupSteps > stepsOfRun) {
            warnings.add("the learning rate warms up over " + warmupSteps + " steps, and the run has " + stepsOfRun
                    + " ("
                    + config.epochs() + " epochs of " + stepsPerEpoch + "): "
                    + (warmupSteps > stepsOfRun ? "it never reaches its full value" : "that is more than a third of it")
                    + "; set train.warmup_fraction=0.1 in place of train.warmup_steps, or train longer");
        }
        if (config.schedule() instanceof ScheduleConfig.WarmupMultistep warmup
                && warmup.warmupEpochs() > 1
                && LONGEST_WARMUP * warmup.warmupEpochs() > config.epochs()) {
            warnings.add("the learning rate warms up over " + warmup.warmupEpochs()
                    + " epochs, more than a third of the run's " + config.epochs()
                    + "; lower train.schedule.warmup_epochs, or train longer");
        }
        if (schedule instanceof LearningRateSchedule.Cosine cosine
                && cosine.minimum() == 0
                && cosine.decayEpochs() <= config.epochs()) {
            warnings.add("the learning rate of epoch " + cosine.decayEpochs() + " of " + config.epochs()
                    + " is 0, so that nothing is learnt in it; set train.schedule.minimum above 0, or leave it and"
                    + " decay_epochs out");
        }
        return warnings;
    }
}
