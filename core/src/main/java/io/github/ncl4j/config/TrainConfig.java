package io.github.ncl4j.config;

import java.util.List;

/**
 * The training loop.
 *
 * @param epochs passes over the training images, at least 1
 * @param batchSize images in a step, at least 2 (batch norm needs two); the last incomplete batch of an epoch is dropped
 * @param optimizer the update rule and its base learning rate
 * @param schedule the learning rate of each epoch
 * @param warmupSteps the learning rate of step s (0-based, over the whole run) is multiplied by {@code min(1, (s + 1) /
 *     warmupSteps)}; 0 is off
 * @param clipNorm gradients are scaled down to at most this L2 norm; 0 is off
 * @param threads the engine's threads, part of a run's identity: another number may change the last bits
 * @param checkpointSteps a checkpoint every so many steps beside the one after each epoch; 0 is off
 */
public record TrainConfig(
        int epochs,
        int batchSize,
        Optimizer optimizer,
        Schedule schedule,
        int warmupSteps,
        double clipNorm,
        int threads,
        int checkpointSteps) {

    /** The update rule; in YAML a section with the key {@code type}. */
    public sealed interface Optimizer permits Sgd, Adam {
        /** The base learning rate, which the schedule scales. */
        double learningRate();
    }

    /**
     * Stochastic gradient descent; in YAML {@code type: sgd}.
     *
     * @param learningRate base learning rate
     * @param momentum in [0, 1)
     * @param nesterov whether the momentum looks ahead
     * @param weightDecay added to the gradient as {@code weightDecay * w}, for every trained parameter
     */
    public record Sgd(double learningRate, double momentum, boolean nesterov, double weightDecay)
            implements Optimizer {}

    /**
     * Adam (Kingma and Ba, 2015) with L2-style decay; in YAML {@code type: adam}.
     *
     * @param learningRate base learning rate
     * @param beta1 decay of the first moment
     * @param beta2 decay of the second moment
     * @param epsilon added to the denominator
     * @param weightDecay added to the gradient as {@code weightDecay * w}
     */
    public record Adam(double learningRate, double beta1, double beta2, double epsilon, double weightDecay)
            implements Optimizer {}

    /** The learning rate of each epoch; in YAML a section with the key {@code type}. */
    public sealed interface Schedule permits MultiStep, WarmupMultiStep, Cosine {}

    /**
     * Multiplies by {@code factor} in each milestone epoch (1-based); in YAML {@code type: multistep}.
     *
     * @param milestones increasing epochs
     * @param factor in (0, 1]
     */
    public record MultiStep(List<Integer> milestones, double factor) implements Schedule {
        /** Copies the list. */
        public MultiStep {
            milestones = List.copyOf(milestones);
        }
    }

    /**
     * Linear warm-up from a third of the base rate, then {@link MultiStep}; in YAML {@code type: warmup-multistep}.
     *
     * @param milestones increasing epochs
     * @param factor in (0, 1]
     * @param warmupEpochs the base rate is reached in this epoch
     */
    public record WarmupMultiStep(List<Integer> milestones, double factor, int warmupEpochs) implements Schedule {
        /** Copies the list. */
        public WarmupMultiStep {
            milestones = List.copyOf(milestones);
        }
    }

    /**
     * Half a cosine down to {@code minimum}; in YAML {@code type: cosine}.
     *
     * @param minimum learning rate at the end
     * @param decayEpochs length of the half period; 0 is the number of epochs
     */
    public record Cosine(double minimum, int decayEpochs) implements Schedule {}
}
