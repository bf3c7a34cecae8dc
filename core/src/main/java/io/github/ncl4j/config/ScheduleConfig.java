package io.github.ncl4j.config;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The learning rate of each epoch. The default is the cosine, because it fits any number of epochs. */
@Default("cosine")
public sealed interface ScheduleConfig {

    /**
     * Multiplies the learning rate by a factor in each milestone epoch.
     *
     * @param milestones the epochs, counted from 1; one that is named twice acts twice, as in PyTorch, and one past the last epoch
     *     never acts
     * @param factor the factor of each milestone
     */
    record Multistep(
            List<Integer> milestones, @Default("0.1") double factor) implements ScheduleConfig {
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
     * A linear warm-up from a third of the base rate, and milestones after it.
     *
     * @param milestones the epochs, counted from 1; one that is named twice acts twice, as in PyTorch, and one past the last epoch
     *     never acts
     * @param factor the factor of each milestone
     * @param warmupEpochs the epoch that reaches the base rate; 0 and 1 are no warm-up
     */
    record WarmupMultistep(
            List<Integer> milestones,
            @Default("0.1") double factor,
            @Default("5") int warmupEpochs) implements ScheduleConfig {

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
     * Half a cosine, from the base rate down to a minimum.
     *
     * @param minimum the learning rate of the last epoch of the cosine, at most the base rate. Without it the rate falls towards 0,
     *     and a cosine over the whole run reaches 0 only after the last epoch, so that this epoch learns too
     * @param decayEpochs the length of the cosine in epochs; 0 is the whole run
     */
    record Cosine(@Nullable Double minimum, @Default("0") int decayEpochs) implements ScheduleConfig {
        /** Checks the ranges. */
        public Cosine {
            new Checks("Cosine")
                    .notNegative("minimum", minimum == null ? 0 : minimum)
                    .atLeast("decayEpochs", decayEpochs, 0)
                    .enforce();
        }
    }
}
