package io.github.ncl4j.config;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The training loop.
 *
 * @param epochs passes over the training images
 * @param batchSize images that the network sees at once; batch norm needs two. The last incomplete batch of an epoch is dropped
 * @param accumulate batches of one step: the mean of their gradients makes one update, in the memory of one batch. Every setting
 *     that counts steps counts updates. The batches of an epoch that do not fill a step are dropped
 * @param activationCheckpointing whether the backward pass computes the backbones again, a few blocks at a time, and does not keep
 *     all their activations: the same numbers in much less memory, for about a third more time. No effect on frozen backbones
 * @param optimizer the update rule and its base learning rate
 * @param schedule the learning rate of each epoch
 * @param warmupSteps the learning rate rises linearly over this many steps at the start of the run; 0 is off
 * @param warmupFraction the length of that rise as a share of all steps of the run, rounded; 0 is off. Give it or {@code
 *     warmupSteps}, not both
 * @param clipNorm gradients are scaled down to at most this L2 norm; 0 is off
 * @param threads the engine's threads; another number may change the last bits of the results
 * @param precision the number format in which the backbones compute, in training and in evaluation. Everything else computes in
 *     32 bits
 * @param checkpointSteps the number of steps from one checkpoint to the next, besides the one after each epoch; 0 is off
 * @param checkpointMinutes writes a checkpoint when the last one is this many minutes old, besides the others; 0 is off
 * @param keepCheckpoints how many of the last checkpoints stay on the disk; with 2 or more, a run whose last checkpoint is damaged
 *     resumes from the one before
 * @param emaDecay the decay d of averaged weights, which are evaluated in place of the weights: after each step {@code average = d *
 *     average + (1 - d) * weights}; 0 is off
 * @param deferred balances the classes in the later epochs only; left out, it never does
 */
public record TrainConfig(
        int epochs,
        @Default("64") int batchSize,
        @Default("1") int accumulate,
        @Default("false") boolean activationCheckpointing,
        OptimizerConfig optimizer,
        ScheduleConfig schedule,
        @Default("0") int warmupSteps,
        @Default("0") double warmupFraction,
        @Default("0") double clipNorm,
        @Default(Default.PROCESSORS) int threads,
        @Default("float32") Precision precision,
        @Default("0") int checkpointSteps,
        @Default("0") double checkpointMinutes,
        @Default("2") int keepCheckpoints,
        @Default("0") double emaDecay,
        @Nullable DeferredConfig deferred) {

    /** Checks the ranges. */
    public TrainConfig {
        new Checks("TrainConfig")
                .atLeast("epochs", epochs, 1)
                .atLeast("batchSize", batchSize, 2)
                .atLeast("accumulate", accumulate, 1)
                .that(
                        minimum(schedule) <= optimizer.learningRate(),
                        "schedule.minimum",
                        minimum(schedule),
                        "must be at most the optimizer's learning rate",
                        "optimizer")
                .atLeast("warmupSteps", warmupSteps, 0)
                .belowOne("warmupFraction", warmupFraction)
                .that(
                        warmupSteps == 0 || warmupFraction == 0,
                        "warmupFraction",
                        warmupFraction,
                        "must be 0 where warmup_steps is given",
                        "warmupSteps")
                .notNegative("clipNorm", clipNorm)
                .between("threads", threads, 1, 1024)
                .atLeast("checkpointSteps", checkpointSteps, 0)
                .notNegative("checkpointMinutes", checkpointMinutes)
                .atLeast("keepCheckpoints", keepCheckpoints, 1)
                .belowOne("emaDecay", emaDecay)
                .enforce();
    }

    private static double minimum(ScheduleConfig schedule) {
        Double minimum = schedule instanceof ScheduleConfig.Cosine cosine ? cosine.minimum() : null;
        return minimum == null ? 0 : minimum;
    }

    /** Training of a number of epochs, with the defaults for the rest. */
    public static TrainConfig of(int epochs) {
        return Defaults.of(TrainConfig.class, Map.of("epochs", epochs));
    }

    /** These settings with another number of epochs. */
    public TrainConfig withEpochs(int epochs) {
        return Components.with(this, "epochs", epochs);
    }

    /** These settings with another batch size. */
    public TrainConfig withBatchSize(int batchSize) {
        return Components.with(this, "batchSize", batchSize);
    }

    /** These settings with another update rule. */
    public TrainConfig withOptimizer(OptimizerConfig optimizer) {
        return Components.with(this, "optimizer", optimizer);
    }

    /** These settings with another schedule. */
    public TrainConfig withSchedule(ScheduleConfig schedule) {
        return Components.with(this, "schedule", schedule);
    }

    /** These settings with another number of warm-up steps. */
    public TrainConfig withWarmupSteps(int warmupSteps) {
        return Components.with(this, "warmupSteps", warmupSteps);
    }

    /** These settings with another largest norm of the gradients. */
    public TrainConfig withClipNorm(double clipNorm) {
        return Components.with(this, "clipNorm", clipNorm);
    }

    /** These settings with another number of threads. */
    public TrainConfig withThreads(int threads) {
        return Components.with(this, "threads", threads);
    }

    /** These settings with another number of steps from one checkpoint to the next. */
    public TrainConfig withCheckpointSteps(int checkpointSteps) {
        return Components.with(this, "checkpointSteps", checkpointSteps);
    }

    /**
     * The number format in which backbones compute. Whichever it is, weights, gradients of weights, the statistics of batch
     * norm, features, classifiers, losses and the optimizer are float32.
     */
    public enum Precision {
        /** 32 bits, 24 of them significant. */
        FLOAT32,
        /** Convolutions and the feature maps between them in 16 bits, 8 of them significant, with the range of float32. */
        BFLOAT16
    }
}
