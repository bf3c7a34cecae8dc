package io.github.ncl4j.config;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The learning rate of each epoch; in YAML a section with the key {@code type}. */
public sealed interface ScheduleConfig {
    /**
     * Multiplies by {@code factor} in each milestone epoch (1-based); in YAML {@code type: multistep}.
     *
     * @param milestones epochs in ascending order, at least 1; one that is named twice acts twice, as in PyTorch, and one past the
     *     last epoch never
     * @param factor in (0, 1]
     */
    record Multistep(List<Integer> milestones, double factor) implements ScheduleConfig {
        /** Copies the list and checks it. */
        public Multistep {
            milestones = List.copyOf(milestones);
            new Checks("Multistep")
                    .inOrder("milestones", milestones)
                    .factor("factor", factor)
                    .enforce();
        }
    }

    /**
     * Linear warm-up from a third of the base rate, then {@link Multistep}; in YAML {@code type: warmup-multistep}.
     *
     * @param milestones epochs in ascending order, at least 1; one that is named twice acts twice, as in PyTorch, and one past the
     *     last epoch never
     * @param factor in (0, 1]
     * @param warmupEpochs the base rate is reached in this epoch; 0 and 1 are no warm-up
     */
    record WarmupMultistep(List<Integer> milestones, double factor, int warmupEpochs) implements ScheduleConfig {
        /** Copies the list and checks it. */
        public WarmupMultistep {
            milestones = List.copyOf(milestones);
            new Checks("WarmupMultistep")
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
    record Cosine(@Nullable Double minimum, int decayEpochs) implements ScheduleConfig {
        /** Checks the ranges. */
        public Cosine {
            new Checks("Cosine")
                    .notNegative("minimum", minimum == null ? 0 : minimum)
                    .atLeast("decayEpochs", decayEpochs, 0)
                    .enforce();
        }
    }
}
