package io.github.ncl4j.config;

import java.util.List;
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
        Optimizer optimizer,
        Schedule schedule,
        int warmupSteps,
        double warmupFraction,
        double clipNorm,
        int threads,
        Precision precision,
        int checkpointSteps,
        double checkpointMinutes,
        int keepCheckpoints,
        double emaDecay,
        @Nullable Deferred deferred) {

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

    private static double minimum(Schedule schedule) {
        Double minimum = schedule instanceof Cosine cosine ? cosine.minimum() : null;
        return minimum == null ? 0 : minimum;
    }

    /**
     * A training loop of one batch a step in float32, without averaged weights, the same from the first to the last epoch but for
     * its schedule, which keeps its last two checkpoints.
     */
    public TrainConfig(
            int epochs,
            int batchSize,
            Optimizer optimizer,
            Schedule schedule,
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

    /** The update rule; in YAML a section with the key {@code type}. */
    public sealed interface Optimizer permits Sgd, Adam {
        /** The base learning rate, which the schedule scales. */
        double learningRate();
    }

    /**
     * Stochastic gradient descent; in YAML {@code type: sgd}.
     *
     * @param learningRate base learning rate, above 0
     * @param momentum in [0, 1)
     * @param nesterov whether the momentum looks ahead; needs a momentum above 0
     * @param weightDecay added to the gradient as {@code weightDecay * w}, for every trained parameter
     */
    public record Sgd(double learningRate, double momentum, boolean nesterov, double weightDecay) implements Optimizer {
        /** Checks the ranges. */
        public Sgd {
            new Checks("Sgd")
                    .positive("learningRate", learningRate)
                    .belowOne("momentum", momentum)
                    .that(!nesterov || momentum > 0, "nesterov", nesterov, "needs a momentum above 0", "momentum")
                    .notNegative("weightDecay", weightDecay)
                    .enforce();
        }
    }

    /**
     * Adam (Kingma and Ba, 2015) with L2-style decay; in YAML {@code type: adam}.
     *
     * @param learningRate base learning rate, above 0
     * @param beta1 decay of the first moment, in [0, 1)
     * @param beta2 decay of the second moment, in [0, 1)
     * @param epsilon added to the denominator, above 0
     * @param weightDecay added to the gradient as {@code weightDecay * w}
     */
    public record Adam(double learningRate, double beta1, double beta2, double epsilon, double weightDecay)
            implements Optimizer {
        /** Checks the ranges. */
        public Adam {
            new Checks("Adam")
                    .positive("learningRate", learningRate)
                    .belowOne("beta1", beta1)
                    .belowOne("beta2", beta2)
                    .positive("epsilon", epsilon)
                    .notNegative("weightDecay", weightDecay)
                    .enforce();
        }
    }

    /** The learning rate of each epoch; in YAML a section with the key {@code type}. */
    public sealed interface Schedule permits MultiStep, WarmupMultiStep, Cosine {}

    /**
     * Multiplies by {@code factor} in each milestone epoch (1-based); in YAML {@code type: multistep}.
     *
     * @param milestones epochs in ascending order, at least 1; one that is named twice acts twice, as in PyTorch, and one past the
     *     last epoch never
     * @param factor in (0, 1]
     */
    public record MultiStep(List<Integer> milestones, double factor) implements Schedule {
        /** Copies the list and checks it. */
        public MultiStep {
            milestones = List.copyOf(milestones);
            new Checks("MultiStep")
                    .inOrder("milestones", milestones)
                    .factor("factor", factor)
                    .enforce();
        }
    }

    /**
     * Linear warm-up from a third of the base rate, then {@link MultiStep}; in YAML {@code type: warmup-multistep}.
     *
     * @param milestones epochs in ascending order, at least 1; one that is named twice acts twice, as in PyTorch, and one past the
     *     last epoch never
     * @param factor in (0, 1]
     * @param warmupEpochs the base rate is reached in this epoch; 0 and 1 are no warm-up
     */
    public record WarmupMultiStep(List<Integer> milestones, double factor, int warmupEpochs) implements Schedule {
        /** Copies the list and checks it. */
        public WarmupMultiStep {
            milestones = List.copyOf(milestones);
            new Checks("WarmupMultiStep")
                    .inOrder("milestones", milestones)
                    .factor("factor", factor)
                    .atLeast("warmupEpochs", warmupEpochs, 0)
                    .enforce();
        }
    }

    /**
     * Half a cosine down to {@code minimum}; in YAML {@code type: cosine}.
     *
     * @param minimum learning rate of the last epoch of the half period, at least 0 and at most the base rate; null is 0, which
     *     a cosine over the whole run then reaches after its last epoch and not in it, so that this epoch learns too
     * @param decayEpochs length of the half period; 0 is the number of epochs
     */
    public record Cosine(@Nullable Double minimum, int decayEpochs) implements Schedule {
        /** Checks the ranges. */
        public Cosine {
            new Checks("Cosine")
                    .notNegative("minimum", minimum == null ? 0 : minimum)
                    .atLeast("decayEpochs", decayEpochs, 0)
                    .enforce();
        }
    }

    /**
     * Balancing the classes in the later epochs alone, Cao et al., NeurIPS 2019, section 3.3: the earlier ones learn better
     * features without it. In YAML a section with the key {@code type}.
     */
    public sealed interface Deferred permits Reweight, Resample {
        /** The first epoch that is balanced, from 1; one past the last epoch never comes. */
        int fromEpoch();
    }

    /**
     * Deferred re-weighting (DRW): a weight for every class, from its effective number of images; in YAML {@code type:
     * reweight}.
     *
     * @param fromEpoch the first epoch with weights, at least 1
     * @param beta as in {@link LossConfig.ClassBalanced}
     */
    public record Reweight(int fromEpoch, double beta) implements Deferred {
        /** Checks the ranges. */
        public Reweight {
            new Checks("Reweight")
                    .atLeast("fromEpoch", fromEpoch, 1)
                    .belowOne("beta", beta)
                    .enforce();
        }
    }

    /**
     * Deferred re-sampling (DRS): the class-balanced sampler; in YAML {@code type: resample}.
     *
     * @param fromEpoch the first epoch with that sampler, at least 1
     */
    public record Resample(int fromEpoch) implements Deferred {
        /** Checks the range. */
        public Resample {
            new Checks("Resample").atLeast("fromEpoch", fromEpoch, 1).enforce();
        }
    }
}
