package io.github.ncl4j.train;

import io.github.ncl4j.config.ExperimentConfig;
import io.github.ncl4j.evaluate.Evaluation;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Trains one experiment: epochs of {@link TrainStep}s, each followed by an evaluation, a line of metrics and a checkpoint.
 *
 * <p>Two runs of one configuration on one machine are bitwise the same, and so is a run that was stopped, in whatever way,
 * and resumed. {@link #requestStop} may come from any thread; everything else belongs to one.
 */
public final class Trainer implements AutoCloseable {

    private final ExperimentConfig config;
    private final TrainingSetup setup;
    private final RunDirectory directory;
    private final RunRecorder recorder;
    private Progress progress;
    private volatile boolean stopRequested;

    private Trainer(ExperimentConfig config, TrainingSetup setup, RunDirectory directory, Progress progress) {
        this.config = config;
        this.setup = setup;
        this.directory = directory;
        this.progress = progress;
        this.recorder = new RunRecorder(directory, setup.checkpoint());
    }

    /**
     * Reads the data, builds the model and opens the run directory. Nothing is written before the data, the model and the
     * checkpoint to resume from have been found good.
     *
     * @param output the run directory, made where it is missing
     * @param device {@code auto}, {@code cpu} or {@code cuda:N}
     * @throws io.github.ncl4j.data.DataException if the data cannot be used
     * @throws TrainingException if the output folder cannot be used, or the checkpoint is of another run
     * @throws io.github.ncl4j.torch.SafetensorsException if the checkpoint is damaged, or pretrained weights cannot be read or
     *     do not fit
     * @throws IllegalArgumentException if the device is not here
     */
    public static Trainer create(ExperimentConfig config, Path output, Resume resume, String device) {
        Path checkpoint = checkpointToResume(output, resume);
        TrainingSetup setup = TrainingSetup.create(config, device, checkpoint == null);
        try {
            Progress progress = checkpoint == null ? Progress.start() : setup.resume(checkpoint);
            RunDirectory directory = RunDirectory.open(output);
            try {
                prepare(directory, config, progress);
                directory.writeBadImages(setup.leftOut());
                return new Trainer(config, setup, directory, progress);
            } catch (RuntimeException e) {
                directory.close();
                throw e;
            }
        } catch (RuntimeException e) {
            setup.close();
            throw e;
        }
    }

    private static @Nullable Path checkpointToResume(Path output, Resume resume) {
        if (resume instanceof Resume.From from) {
            return from.checkpoint();
        }
        Path last = RunDirectory.lastCheckpoint(output);
        if (resume instanceof Resume.Auto) {
            return Files.exists(last) ? last : null;
        }
        if (RunDirectory.holdsRun(output)) {
            throw new TrainingException(
                    output + ": already holds a run; resume it with --resume auto, or use another --output");
        }
        return null;
    }

    private static void prepare(RunDirectory directory, ExperimentConfig config, Progress progress) {
        if (progress.equals(Progress.start())) {
            directory.clear();
        } else {
            RunRecorder.cutBack(directory, progress);
        }
        directory.writeConfig(config);
    }

    /**
     * Trains from where the run stands to its last epoch, or until a stop is requested.
     *
     * @param listener told of every step and epoch
     * @throws TrainingException if the loss is not finite; the message names the epoch, the step and the last checkpoint
     * @throws io.github.ncl4j.data.DataException if an image cannot be read
     */
    public TrainingResult fit(TrainingListener listener) {
        listener.onStart(setup.start(directory.folder(), progress));
        Evaluation evaluation = null;
        while (progress.epoch() <= config.train().epochs()) {
            if (!trainEpoch(listener)) {
                recorder.saveLast(progress);
                return result(false, evaluation);
            }
            int epoch = progress.epoch();
            evaluation = evaluates(epoch) ? setup.evaluator().evaluate(setup.validationLoader()) : null;
            EpochMetrics metrics = RunRecorder.metrics(progress, learningRate(progress.step() - 1), evaluation);
            progress = recorder.finishEpoch(progress, metrics);
            listener.onEpoch(metrics);
        }
        return result(true, evaluation);
    }

    /** Takes the steps of the current epoch that are still to take; false if a stop was requested before the last. */
    private boolean trainEpoch(TrainingListener listener) {
        setup.step().objective().startEpoch(progress.epoch());
        try (MicroBatches batches = setup.batches(progress)) {
            while (progress.step() < setup.stepsPerEpoch()) {
                if (stopRequested) {
                    return false;
                }
                long start = System.nanoTime();
                StepResult result = setup.step().run(batches, learningRate(progress.step()), StepClock.NONE);
                if (!result.finite()) {
                    throw notFinite(result);
                }
                WeightAverage average = setup.average();
                if (average != null) {
                    average.update();
                }
                progress = progress.afterStep(progress.sums().plus(result, secondsSince(start), batches.takeWait()));
                saveBetweenEpochs();
                listener.onStep(report());
            }
        }
        return true;
    }

    private double learningRate(int step) {
        return setup.learningRates().at(progress.epoch(), step);
    }

    private static double secondsSince(long start) {
        return (System.nanoTime() - start) * 1e-9;
    }

    private void saveBetweenEpochs() {
        int every = config.train().checkpointSteps();
        long stepsOfRun = (long) (progress.epoch() - 1) * setup.stepsPerEpoch() + progress.step();
        if (every > 0 && stepsOfRun % every == 0 && progress.step() < setup.stepsPerEpoch()) {
            recorder.saveLast(progress);
        }
    }

    private boolean evaluates(int epoch) {
        return epoch % config.evaluate().everyEpochs() == 0
                || epoch == config.train().epochs();
    }

    private TrainingListener.StepReport report() {
        EpochSums sums = progress.sums();
        return new TrainingListener.StepReport(
                progress.epoch(), progress.step(), sums.meanLoss(), sums.accuracy(), sums.imagesPerSecond());
    }

    private TrainingException notFinite(StepResult result) {
        Path last = directory.lastCheckpoint();
        return new TrainingException("the loss is " + result.loss() + " in epoch " + progress.epoch() + ", step "
                + (progress.step() + 1) + " (parts: " + result.parts() + "); "
                + (Files.exists(last) ? "the last good checkpoint is " + last : "there is no checkpoint yet")
                + "; try a lower train.optimizer.learning_rate, train.warmup_steps or train.clip_norm");
    }

    private TrainingResult result(boolean finished, @Nullable Evaluation evaluation) {
        EpochMetrics.Best best = progress.bestEnsemble();
        return new TrainingResult(
                directory.folder(),
                finished,
                evaluation,
                best == null ? null : best.accuracy(),
                best == null ? 0 : best.epoch());
    }

    /** Makes {@link #fit} save and return after the step that it is taking. May be called from any thread. */
    public void requestStop() {
        stopRequested = true;
    }

    /** Frees the model and everything else, and unlocks the run directory. */
    @Override
    public void close() {
        recorder.close();
        directory.close();
        setup.close();
    }
}
