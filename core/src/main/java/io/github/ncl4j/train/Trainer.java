package io.github.ncl4j.train;

import io.github.ncl4j.config.ExperimentConfig;
import io.github.ncl4j.distributed.World;
import io.github.ncl4j.evaluate.DetailedEvaluation;
import io.github.ncl4j.evaluate.Evaluation;
import io.github.ncl4j.optimize.GradientNotFinite;
import io.github.ncl4j.run.EpochMetrics;
import io.github.ncl4j.run.EpochSums;
import io.github.ncl4j.run.Progress;
import io.github.ncl4j.run.Recorder;
import io.github.ncl4j.run.Resume;
import io.github.ncl4j.run.RunDirectory;
import io.github.ncl4j.run.RunRecorder;
import io.github.ncl4j.run.Selection;
import io.github.ncl4j.run.StepResult;
import io.github.ncl4j.run.TrainingException;
import io.github.ncl4j.torch.Engine;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Trains one experiment: epochs of {@link TrainStep}s, each followed by an evaluation, a line of metrics and a checkpoint.
 *
 * <p>Two runs of one configuration on one machine are bitwise the same, and so is a run that was stopped, in whatever way,
 * and resumed. {@link #requestStop} may come from any thread; everything else belongs to one.
 */
public final class Trainer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Trainer.class);

    private final TrainingTurn turn;
    private final ExperimentConfig config;
    private final TrainingSetup setup;
    private final Path folder;
    private final @Nullable RunDirectory directory;
    private final Recorder recorder;
    private final CheckpointClock clock;
    private final List<String> warnings;
    private Progress progress;
    private volatile boolean stopRequested;

    private Trainer(TrainingTurn turn, ExperimentConfig config, World world, Path folder, StartedRun run) {
        this.turn = turn;
        this.config = config;
        this.setup = run.setup();
        this.folder = folder;
        this.directory = run.directory();
        this.progress = run.progress();
        this.warnings = new ArrayList<>(run.warnings());
        if (world.isFirst()) {
            warnings.addAll(setup.learningRates().warnings());
        }
        this.clock = new CheckpointClock(config.train(), System::nanoTime);
        this.recorder = directory == null
                ? Recorder.NONE
                : new RunRecorder(
                        directory,
                        setup.checkpoint(),
                        config.train().keepCheckpoints(),
                        setup.data().stepsPerEpoch(),
                        run.resumed() ? progress : null);
    }

    /**
     * Reads the data, builds the model and opens the run directory. Nothing but the lock of a run that is to resume is written before the
     * data, the model and the checkpoint to resume from have been found good.
     *
     * @param output the run directory, made where it is missing
     * @param device {@code auto}, {@code cpu} or {@code cuda:N}
     * @throws io.github.ncl4j.image.DataException if the data cannot be used
     * @throws TrainingException if the output folder cannot be used or holds something else, the checkpoint is of another run, or
     *     this process has a trainer that is not closed yet, or the thread is interrupted while it reads the data
     * @throws io.github.ncl4j.torch.SafetensorsException if the checkpoint is damaged, or pretrained weights cannot be read or
     *     do not fit
     * @throws IllegalArgumentException if the device is not here
     */
    public static Trainer create(ExperimentConfig config, Path output, Resume resume, String device) {
        return create(config, output, resume, device, World.alone());
    }

    /**
     * The same in one of several processes. Rank 0 alone reads the checkpoint and gives the others what it holds, and alone
     * locks and writes; to the others the run directory is a name.
     *
     * @param world all processes; borrowed, it must outlive the trainer
     * @throws io.github.ncl4j.distributed.DistributedException if an exchange with the other processes fails, or their
     *     configurations differ
     */
    public static Trainer create(ExperimentConfig config, Path output, Resume resume, String device, World world) {
        TrainingTurn turn = TrainingTurn.take(output);
        return turn.create(() -> open(turn, config, output, resume, device, world));
    }

    private static Trainer open(
            TrainingTurn turn, ExperimentConfig config, Path output, Resume resume, String device, World world) {
        StartedRun run = world.isFirst()
                ? StartedRun.first(config, output, resume, device, world)
                : StartedRun.other(config, device, world);
        try {
            return new Trainer(turn, config, world, output, run);
        } catch (RuntimeException e) {
            run.close();
            throw e;
        }
    }

    /**
     * Trains from where the run stands to its last epoch, or until a stop is requested. An interrupt of the thread requests a stop
     * too, and the thread is interrupted again when this returns.
     *
     * @param listener told of every step and epoch
     * @throws TrainingException if the loss is not finite, the message then names the epoch, the step and the last checkpoint; if
     *     the disk does not take what the run leaves at an epoch's end or when it is stopped; or if the thread is interrupted while
     *     it waits for images
     * @throws io.github.ncl4j.image.DataException if an image cannot be read
     * @throws IllegalStateException if the trainer is closed
     */
    public TrainingResult fit(TrainingListener listener) {
        return turn.use(() -> train(listener));
    }

    private TrainingResult train(TrainingListener listener) {
        // The engine counts threads for each thread that calls it, and this may be another than that of the creation.
        Engine.setThreads(config.train().threads());
        // Not before, so that the warnings are in the run's log too, which is opened between creation and this.
        warnings.forEach(LOG::warn);
        listener.onStart(start());
        Evaluation evaluation = null;
        while (progress.epoch() <= config.train().epochs()) {
            if (!trainEpoch(listener)) {
                return stopped(evaluation);
            }
            try {
                evaluation = finishEpoch(listener);
            } catch (EvaluationStopped e) {
                return stopped(evaluation);
            }
        }
        return result(true, evaluation);
    }

    private TrainingListener.RunStart start() {
        return new TrainingListener.RunStart(
                folder,
                config.train().epochs(),
                setup.data().stepsPerEpoch(),
                progress.epoch(),
                progress.step(),
                setup.data().trainImages(),
                setup.data().validationImages(),
                setup.checkpoint().description().classCounts(),
                setup.step().trainedWeights(),
                setup.deviceName());
    }

    /** Leaves the run where it stands: between two steps, or between an epoch's last step and its evaluation. */
    private TrainingResult stopped(@Nullable Evaluation evaluation) {
        recorder.saveLast(progress);
        return result(false, evaluation);
    }

    /** Evaluates and records an epoch whose steps are all taken; null if it is not evaluated. */
    private @Nullable Evaluation finishEpoch(TrainingListener listener) {
        int epoch = progress.epoch();
        EpochEvaluator evaluator = setup.evaluator();
        DetailedEvaluation detail = epoch == config.train().epochs() ? evaluator.detail(this::stops) : null;
        Evaluation evaluation =
                detail != null ? detail.evaluation() : evaluates(epoch) ? evaluator.evaluate(this::stops) : null;
        Selection selection = evaluation == null ? null : evaluator.select(this::stops);
        EpochMetrics metrics = RunRecorder.metrics(progress, learningRate(progress.step() - 1), evaluation, selection);
        progress = recorder.finishEpoch(progress, metrics, detail == null ? null : evaluator.record(epoch, detail));
        clock.restart();
        listener.onEpoch(metrics);
        return evaluation;
    }

    /** Takes the steps of the current epoch that are still to take; false if a stop was requested before the last. */
    private boolean trainEpoch(TrainingListener listener) {
        if (progress.step() >= setup.data().stepsPerEpoch()) {
            return true; // resumed between the last step and the evaluation
        }
        setup.learner().objective().startEpoch(progress.epoch());
        try (MicroBatches batches = setup.data().batches(progress)) {
            while (progress.step() < setup.data().stepsPerEpoch()) {
                if (stops()) {
                    return false;
                }
                SharedState.seedStep(setup, config.seed(), progress);
                long start = System.nanoTime();
                StepResult result = step(batches);
                turn.interrupted();
                EpochSums sums = progress.sums().plus(result, secondsSince(start), batches.takeWait());
                progress = progress.afterStep(sums, result.hardCategories());
                verify();
                saveWithinEpoch();
                listener.onStep(report());
            }
        }
        return true;
    }

    private StepResult step(MicroBatches batches) {
        StepResult result;
        try {
            result = setup.step().run(batches, learningRate(progress.step()), StepClock.NONE);
        } catch (GradientNotFinite e) {
            throw notFinite(String.valueOf(e.getMessage()), "");
        }
        if (!result.finite()) {
            throw notFinite("the loss is " + result.loss(), " (parts: " + result.parts() + ")");
        }
        return result;
    }

    /** Whether a stop was requested, in any of the processes: they all stop after the same step. */
    private boolean stops() {
        boolean stop = stopRequested || turn.interrupted();
        return setup.sync().sum(new double[] {stop ? 1 : 0})[0] > 0;
    }

    private void verify() {
        int every = config.distributed().verifySteps();
        if (every > 0 && stepsOfRun() % every == 0) {
            setup.sync().verify(setup.checkpoint().state(), "after step " + stepsOfRun());
        }
    }

    /** Steps taken since the run began. */
    private long stepsOfRun() {
        return (long) (progress.epoch() - 1) * setup.data().stepsPerEpoch() + progress.step();
    }

    private double learningRate(int step) {
        return setup.learningRates().at(progress.epoch(), step);
    }

    private static double secondsSince(long start) {
        return (System.nanoTime() - start) * 1e-9;
    }

    /** Saves when a checkpoint is due, and always before an evaluation, so that an end within it, however it comes, costs no steps. */
    private void saveWithinEpoch() {
        boolean last = progress.step() == setup.data().stepsPerEpoch();
        if (last ? evaluates(progress.epoch()) : clock.isDue(stepsOfRun())) {
            recorder.saveWithinEpoch(progress);
            clock.restart();
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

    private TrainingException notFinite(String what, String parts) {
        Path last = RunDirectory.lastCheckpoint(folder);
        return new TrainingException(what + " in epoch " + progress.epoch() + ", step " + (progress.step() + 1) + parts
                + "; " + (Files.exists(last) ? "the last good checkpoint is " + last : "there is no checkpoint yet")
                + "; try a lower train.optimizer.learning_rate, train.warmup_steps or train.clip_norm");
    }

    private TrainingResult result(boolean finished, @Nullable Evaluation evaluation) {
        EpochMetrics.Best best = progress.bestEnsemble();
        return new TrainingResult(
                folder,
                finished,
                evaluation,
                best == null ? null : best.accuracy(),
                best == null ? 0 : best.epoch(),
                best != null && best.selection() != null);
    }

    /**
     * Makes {@link #fit} save and return after the step that it is taking, or before the next batch of an evaluation, of which then
     * nothing is recorded. May be called from any thread.
     */
    public void requestStop() {
        stopRequested = true;
    }

    /**
     * Frees the model and everything else, and unlocks the run directory. While another thread is in {@link #fit}, requests a stop
     * and waits for it. Does nothing the second time.
     *
     * @throws IllegalStateException if called by a listener, within {@link #fit}
     */
    @Override
    public void close() {
        requestStop();
        turn.end(this::free);
    }

    private void free() {
        // A full disk can refuse the last events too; the rest is freed all the same.
        try (setup;
                directory;
                recorder) {
            // Closes them, the last first.
        }
    }
}
