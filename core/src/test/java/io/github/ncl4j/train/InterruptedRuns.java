package io.github.ncl4j.train;

import io.github.ncl4j.config.ExperimentConfig;
import java.nio.file.Path;

/** The same run twice: in one go, and stopped after every few steps. */
final class InterruptedRuns {

    private InterruptedRuns() {}

    /** Trains to the last epoch. */
    static TrainingResult train(ExperimentConfig config, Path output) {
        try (Trainer trainer = Trainer.create(config, output, new Resume.Never(), "cpu")) {
            return trainer.fit(TrainingListener.NONE);
        }
    }

    /** Trains to the last epoch, and begins anew from the last checkpoint after every so many steps. */
    static void trainInPieces(ExperimentConfig config, Path output, int steps) {
        boolean finished = false;
        while (!finished) {
            try (Trainer trainer = Trainer.create(config, output, new Resume.Auto(), "cpu")) {
                finished = trainer.fit(stopAfter(trainer, steps)).finished();
            }
        }
    }

    private static TrainingListener stopAfter(Trainer trainer, int steps) {
        return new TrainingListener() {
            private int taken;

            @Override
            public void onStep(StepReport step) {
                if (++taken == steps) {
                    trainer.requestStop();
                }
            }
        };
    }
}
