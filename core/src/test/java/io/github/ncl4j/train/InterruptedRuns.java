package io.github.ncl4j.train;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ncl4j.config.ExperimentConfig;
import io.github.ncl4j.run.Resume;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;

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

    /** Trains on from what there is, with something done after one of the steps, counted from 1, that this start takes. */
    static TrainingResult trainWith(ExperimentConfig config, Path output, int step, Runnable action) {
        try (Trainer trainer = Trainer.create(config, output, new Resume.Auto(), "cpu")) {
            return trainer.fit(at(step, action));
        }
    }

    /** Lets a run die the hard way after a step, counted from 1, that this start takes. */
    static void dieAt(int step, ExperimentConfig config, Path output) {
        assertThatThrownBy(() -> trainWith(config, output, step, () -> {
                    throw new Death();
                }))
                .isInstanceOf(Death.class);
    }

    /** Trains on to the last epoch, and returns where that began. */
    static TrainingListener.RunStart goOn(ExperimentConfig config, Path output) {
        AtomicReference<TrainingListener.RunStart> begun = new AtomicReference<>();
        try (Trainer trainer = Trainer.create(config, output, new Resume.Auto(), "cpu")) {
            trainer.fit(new TrainingListener() {
                @Override
                public void onStart(RunStart start) {
                    begun.set(start);
                }
            });
        }
        return begun.get();
    }

    private static TrainingListener at(int step, Runnable action) {
        return new TrainingListener() {
            private int taken;

            @Override
            public void onStep(StepReport report) {
                if (++taken == step) {
                    action.run();
                }
            }
        };
    }

    private static final class Death extends RuntimeException {
        private static final long serialVersionUID = 1L;
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
