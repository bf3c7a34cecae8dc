package io.github.ncl4j.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ncl4j.config.ExperimentConfig;
import io.github.ncl4j.data.Datasets;
import io.github.ncl4j.evaluate.Predictor;
import io.github.ncl4j.run.Resume;
import io.github.ncl4j.run.RunDirectory;
import io.github.ncl4j.run.TrainingException;
import io.github.ncl4j.torch.Engine;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A trainer inside a program that does other things at the same time. */
class TrainerLifetimeTest {

    @TempDir
    private static Path data;

    private static ExperimentConfig config;

    @TempDir
    private Path folder;

    @BeforeAll
    static void writeData() throws IOException {
        config = TinyExperiment.config(TinyExperiment.writeData(data));
    }

    /** Both would draw from the engine's one generator, and neither would be what its seed says. */
    @Test
    void aSecondTrainingBesideTheFirstIsRefused() {
        Path first = folder.resolve("first");
        Path second = folder.resolve("second");
        try (Trainer trainer = Trainer.create(config, first, new Resume.Never(), "cpu")) {
            assertThatThrownBy(() -> Trainer.create(config, second, new Resume.Never(), "cpu"))
                    .isInstanceOf(TrainingException.class)
                    .hasMessage(second + ": this process already has a training open, in " + first
                            + ", and both would draw from one random generator; close that trainer first, or train in another"
                            + " process");
            assertThat(second).doesNotExist();
            trainer.requestStop();
        }
        assertThatThrownBy(() -> Trainer.create(config, data.resolve("train.json"), new Resume.Never(), "cpu"))
                .as("a creation that fails leaves the turn to the next")
                .isInstanceOf(TrainingException.class);
        assertThat(InterruptedRuns.train(config, second).finished()).isTrue();
    }

    @Test
    void aPredictorBesideATrainingDoesNotChangeItsNumbers() throws IOException {
        Path whole = folder.resolve("whole");
        InterruptedRuns.train(config, whole);
        Path watched = folder.resolve("watched");

        InterruptedRuns.trainWith(config, watched, 6, () -> {
            try (Predictor predictor = Predictor.load(RunDirectory.lastCheckpoint(whole), "cpu")) {
                predictor.predict(data.resolve("valid/0-0.png"));
                predictor.evaluate(Datasets.openValidation(config.data()));
            }
        });

        RunComparison.assertSameRun(whole, watched);
    }

    /** Of which there may be more than one: the number decides in what order sums are taken, and so the numbers. */
    @Test
    void fitInAnotherThreadComputesWithTheThreadsOfTheConfiguration() throws Exception {
        ExperimentConfig two = TinyExperiment.with(config, "train.threads=2", "train.epochs=1");
        List<Integer> seen = new ArrayList<>();
        ExecutorService training = Executors.newSingleThreadExecutor();
        try (Trainer trainer = Trainer.create(two, folder, new Resume.Never(), "cpu")) {
            Engine.setThreads(1);
            training.submit(() -> trainer.fit(new TrainingListener() {
                        @Override
                        public void onStep(StepReport step) {
                            seen.add(torch.get_num_threads());
                        }
                    }))
                    .get();
        } finally {
            training.shutdown();
            Engine.setThreads(Integer.getInteger("ncl4j.threads", 1));
        }
        assertThat(seen).isNotEmpty().containsOnly(2);
    }

    @Test
    void closingWaitsForFitInAnotherThread() throws Exception {
        ExperimentConfig endless = TinyExperiment.with(config, "train.epochs=100000");
        Trainer trainer = Trainer.create(endless, folder, new Resume.Never(), "cpu");
        CountDownLatch stepped = new CountDownLatch(1);
        ExecutorService training = Executors.newSingleThreadExecutor();
        Future<TrainingResult> result = training.submit(() -> trainer.fit(new TrainingListener() {
            @Override
            public void onStep(StepReport step) {
                assertThatThrownBy(trainer::close)
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("cannot be closed by its own listener");
                stepped.countDown();
            }
        }));
        stepped.await();

        trainer.close();
        trainer.close();

        assertThat(result.get().finished()).isFalse();
        assertThat(RunDirectory.lastCheckpoint(folder)).exists();
        assertThatThrownBy(() -> trainer.fit(TrainingListener.NONE))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("the trainer is closed");
        training.shutdown();
    }

    /** As a pool does that is shut down: nothing is lost, and the pool finds its thread interrupted. */
    @Test
    void anInterruptStopsTheRunWithItsStateSaved() throws IOException {
        Path whole = folder.resolve("whole");
        InterruptedRuns.train(config, whole);
        Path stopped = folder.resolve("stopped");

        TrainingResult result = InterruptedRuns.trainWith(
                config, stopped, 6, () -> Thread.currentThread().interrupt());

        assertThat(Thread.interrupted()).isTrue();
        assertThat(result.finished()).isFalse();
        InterruptedRuns.goOn(config, stopped);
        RunComparison.assertSameRun(whole, stopped);
    }

    /** Whether or not the thread waits for images at that moment: the state was saved before. */
    @Test
    void anInterruptDuringAnEvaluationCostsNoStep() {
        try {
            TrainingResult result = InterruptedRuns.trainWith(
                    config,
                    folder,
                    TinyExperiment.STEPS_PER_EPOCH,
                    () -> Thread.currentThread().interrupt());
            assertThat(result.finished()).isFalse();
        } catch (TrainingException e) {
            assertThat(e)
                    .hasMessage(
                            folder
                                    + ": the training was interrupted while it waited for images; resume it from the last checkpoint");
        }
        assertThat(Thread.interrupted()).isTrue();
        assertThat(InterruptedRuns.goOn(config, folder).firstStep()).isEqualTo(TinyExperiment.STEPS_PER_EPOCH);
    }
}
