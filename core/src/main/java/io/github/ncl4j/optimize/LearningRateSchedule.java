package io.github.ncl4j.optimize;

import io.github.ncl4j.config.ScheduleConfig;
import io.github.ncl4j.config.TrainConfig;
import java.util.List;

/** The learning rate of each epoch. The same on every machine to the bit: {@link StrictMath} throughout. */
public sealed interface LearningRateSchedule {

    /** The schedule that the configuration names, from the optimizer's base rate. */
    static LearningRateSchedule of(TrainConfig config) {
        double base = config.optimizer().learningRate();
        ScheduleConfig schedule = config.schedule();
        if (schedule instanceof ScheduleConfig.WarmupMultistep warmup) {
            return new WarmupMultiStep(
                    new MultiStep(base, warmup.milestones(), warmup.factor()), warmup.warmupEpochs());
        } else if (schedule instanceof ScheduleConfig.Cosine cosine) {
            int decayEpochs = cosine.decayEpochs() == 0 ? config.epochs() : cosine.decayEpochs();
            Double minimum = cosine.minimum();
            if (minimum == null) {
                return new Cosine(base, 0, decayEpochs == config.epochs() ? decayEpochs + 1 : decayEpochs);
            }
            return new Cosine(base, minimum, decayEpochs);
        }
        ScheduleConfig.Multistep multiStep = (ScheduleConfig.Multistep) schedule;
        return new MultiStep(base, multiStep.milestones(), multiStep.factor());
    }

    /**
     * The learning rate of a whole epoch.
     *
     * @param epoch 1-based
     */
    double at(int epoch);

    /**
     * What the learning rate of one step is multiplied by while the run warms up step by step: {@code min(1, (step + 1) /
     * warmupSteps)}.
     *
     * @param step 0-based, over the whole run
     * @param warmupSteps 0 is off
     * @return in (0, 1]
     */
    static double warmupFactor(long step, int warmupSteps) {
        return step + 1 >= warmupSteps ? 1 : (step + 1) / (double) warmupSteps;
    }

    /**
     * Falls by a factor in each milestone epoch.
     *
     * @param base the rate before the first milestone
     * @param milestones epochs in ascending order, 1-based; each acts in the epoch that it names, as often as it is named
     * @param factor in (0, 1]
     */
    record MultiStep(double base, List<Integer> milestones, double factor) implements LearningRateSchedule {

        /** Copies the list. */
        public MultiStep {
            milestones = List.copyOf(milestones);
        }

        @Override
        public double at(int epoch) {
            long passed =
                    milestones.stream().filter(milestone -> milestone <= epoch).count();
            return base * StrictMath.pow(factor, (double) passed);
        }
    }

    /**
     * Rises from a third of the rate in a straight line, then is another schedule.
     *
     * @param then what is warmed up to
     * @param warmupEpochs the first epoch, 1-based, that has the full rate; epoch 1 is already on the line
     */
    record WarmupMultiStep(MultiStep then, int warmupEpochs) implements LearningRateSchedule {

        private static final double START = 1.0 / 3;

        @Override
        public double at(int epoch) {
            if (epoch >= warmupEpochs) {
                return then.at(epoch);
            }
            double risen = epoch / (double) warmupEpochs;
            return then.at(epoch) * (START * (1 - risen) + risen);
        }
    }

    /**
     * Half a cosine (Loshchilov and Hutter, ICLR 2017, equation 5, without restarts). Epoch {@code decayEpochs} has exactly
     * the minimum; epochs after it rise again, as in PyTorch.
     *
     * @param base the rate before epoch 1, which is already below it
     * @param minimum the rate at the end
     * @param decayEpochs length of the half period, at least 1
     */
    record Cosine(double base, double minimum, int decayEpochs) implements LearningRateSchedule {

        /** PyTorch's recursive form, whose rounding the reference has. */
        @Override
        public double at(int epoch) {
            double rate = base;
            for (int e = 1; e <= epoch; e++) {
                rate = (e - 1 - decayEpochs) % (2 * decayEpochs) == 0
                        ? rate + (base - minimum) * (1 - cosine(1)) / 2
                        : (1 + cosine(e)) / (1 + cosine(e - 1)) * (rate - minimum) + minimum;
            }
            return rate;
        }

        private double cosine(int epoch) {
            return StrictMath.cos(StrictMath.PI * epoch / decayEpochs);
        }
    }
}
