package io.github.ncl4j.config;

import org.jspecify.annotations.Nullable;

/**
 * The training loop.
 *
 * @param epochs passes over the training images, at least 1
 * @param batchSize images that the network sees at once, at least 2 (batch norm needs two); the last incomplete batch of an
 *     epoch is dropped
 * @param accumulate batches of one step, at least 1: the mean of their gradients makes one update, in the memory that one of
 *     them needs. Everything that counts steps counts updates. The batches of an epoch that do not fill a step are dropped
 * @param activationCheckpointing whether backbones are computed again for the backward pass, a few blocks at a time, in place
 *     of keeping all their activations: the same numbers in much less memory, for about a third more time. Without effect on
 *     frozen backbones
 * @param optimizer the update rule and its base learning rate
 * @param schedule the learning rate of each epoch
 * @param warmupSteps the learning rate of step s (0-based, over the whole run) is multiplied by {@code min(1, (s + 1) /
 *     warmupSteps)}; 0 is off
 * @param warmupFraction the same with a share of the run's steps, in [0, 1), rounded; 0 is off. Only one of both is given
 * @param clipNorm gradients are scaled down to at most this L2 norm; 0 is off
 * @param threads the engine's threads, from 1 to 1024; another number may change the last bits of the results
 * @param precision the number format of the backbones' computation, in training and in evaluation
 * @param checkpointSteps a checkpoint every so many steps beside the one after each epoch; 0 is off
 * @param checkpointMinutes a checkpoint when the one before is so many minutes old, at least 0, beside the others; 0 is off
 * @param keepCheckpoints how many of the last checkpoints stay on the disk, at least 1; with 2 or more, a run whose last
 *     checkpoint is damaged goes on from the one before
 * @param emaDecay decay d, in [0, 1), of the averaged weights that are evaluated: after each step {@code average = d * average
 *     + (1 - d) * weights}; 0 is off
 * @param deferred how classes are balanced in the later epochs alone; null is not at all
 */
public record TrainConfig(
        int epochs,
        int batchSize,
        int accumulate,
        boolean activationCheckpointing,
        OptimizerConfig optimizer,
        ScheduleConfig schedule,
        int warmupSteps,
        double warmupFraction,
        double clipNorm,
        int threads,
        Precision precision,
        int checkpointSteps,
        double checkpointMinutes,
        int keepCheckpoints,
        double emaDecay,
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

    /**
     * A training loop of one batch a step in float32, without averaged weights, the same from the first to the last epoch but for
     * its schedule, which keeps its last two checkpoints.
     */
    public TrainConfig(
            int epochs,
            int batchSize,
            OptimizerConfig optimizer,
            ScheduleConfig schedule,
            int warmupSteps,
            double clipNorm,
            int threads,
            int checkpointSteps) {
        this(
                epochs,
                batchSize,
                1,
                false,
                optimizer,
                schedule,
                warmupSteps,
                0,
                clipNorm,
                threads,
                Precision.FLOAT32,
                checkpointSteps,
                0,
                2,
                0,
                null);
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
