package io.github.ncl4j.train;

import io.github.ncl4j.config.ExperimentConfig;
import io.github.ncl4j.distributed.World;
import io.github.ncl4j.evaluate.DetailedEvaluation;
import io.github.ncl4j.evaluate.Evaluation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Trains one experiment: epochs of {@link TrainStep}s, each followed by an evaluation, a line of metrics and a checkpoint.
 *
 * <p>Two runs of one configuration on one machine are bitwise the same, and so is a run that was stopped, in whatever way,
 * and resumed. For that a process has one trainer open at a time, because the engine has one random generator; predictors and
 * evaluations beside it do not draw from that. {@link #requestStop} and {@link #close} may come from any thread; everything else
 * belongs to one.
 */
public final class Trainer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Trainer.class);

    private final TrainingTurn turn;
    private final ExperimentConfig config;
    private final TrainingSetup setup;
    private final World world;
    private final Path folder;
    private final @Nullable RunDirectory directory;
    private final Recorder recorder;
    private final CheckpointClock clock;
    private final List<String> warnings;
    private Progress progress;
    private volatile boolean stopRequested;

    private Trainer(
            TrainingTurn turn,
            ExperimentConfig config,
            TrainingSetup setup,
            World world,
            Path folder,
            @Nullable RunDirectory directory,
            @Nullable ResumePoint point,
            Progress progress) {
        this.turn = turn;
        this.config = config;
        this.setup = setup;
        this.world = world;
        this.folder = folder;
        this.directory = directory;
        this.progress = progress;
        this.warnings = point == null
                ? List.of()
                : point.warnings(progress, world.contract().worldSize());
        this.clock = new CheckpointClock(config.train(), System::nanoTime);
        this.recorder = directory == null
                ? Recorder.NONE
                : new RunRecorder(
                        directory,
                        setup.checkpoint(),
                        config.train().keepCheckpoints(),
                        point == null ? null : progress);
    }

    /**
     * Reads the data, builds the model and opens the run directory. Nothing but the lock of a run that is to go on is written before the
     * data, the model and the checkpoint to resume from have been found good.
     *
     * @param output the run directory, made where it is missing
     * @param device {@code auto}, {@code cpu} or {@code cuda:N}
     * @throws io.github.ncl4j.image.DataException if the data cannot be used
     * @throws TrainingException if the output folder cannot be used, the checkpoint is of another run, or this process has a trainer
     *     that is not closed yet
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
        return turn.create(() -> world.isFirst()
                ? createFirst(turn, config, output, resume, device, world)
                : createOther(turn, config, output, device, world));
    }

    private static Trainer createFirst(
            TrainingTurn turn, ExperimentConfig config, Path output, Resume resume, String device, World world) {
        // A run that is to go on is locked before it is read, so that no other process moves on what is read here.
        boolean goesOn = !(resume instanceof Resume.Never) && RunDirectory.holdsCheckpoint(output);
        RunDirectory directory = goesOn ? RunDirectory.open(output) : null;
        try (ResumePoint point = ResumePoint.find(output, resume)) {
            TrainingSetup setup = TrainingSetup.create(config, device, point == null, world);
            try {
                Progress progress = point == null ? Progress.start() : setup.resume(point.file());
                if (directory == null) {
                    directory = RunDirectory.open(output);
                }
                prepare(directory, setup, point, progress);
                directory.writeConfig(config);
                directory.writeBadImages(setup.data().leftOut());
                SharedState.share(setup, progress);
                return new Trainer(turn, config, setup, world, output, directory, point, progress);
            } catch (RuntimeException e) {
                setup.close();
                throw e;
            }
        } catch (RuntimeException e) {
            if (directory != null) {
                directory.close();
            }
            throw e;
        }
    }

    private static Trainer createOther(
            TrainingTurn turn, ExperimentConfig config, Path output, String device, World world) {
        TrainingSetup setup = TrainingSetup.create(config, device, false, world);
        try {
            Progress progress = SharedState.share(setup, Progress.start());
            return new Trainer(turn, config, setup, world, output, null, null, progress);
        } catch (RuntimeException e) {
            setup.close();
            throw e;
        }
    }

    /** Leaves in the directory what belongs to the run up to where it begins, and nothing else. */
    private static void prepare(
            RunDirectory directory, TrainingSetup setup, @Nullable ResumePoint point, Progress progress) {
        directory.checkpoints().removeDrafts();
        if (progress.epoch() <= setup.config().train().epochs()) {
            directory.clearEnd();
        }
        if (point == null) {
            directory.clear();
            return;
        }
        if (!point.file().path().equals(directory.lastCheckpoint())) {
            // Otherwise a run that dies before its first checkpoint would go on from another one than this time.
            setup.checkpoint().save(directory.lastCheckpoint(), progress, () -> {});
        }
        RunRecorder.cutBack(directory, progress);
    }

    /**
     * Trains from where the run stands to its last epoch, or until a stop is requested.
     *
     * @param listener told of every step and epoch
     * @throws TrainingException if the loss is not finite, the message then names the epoch, the step and the last checkpoint; or if
     *     the disk does not take what the run leaves at an epoch's end or when it is stopped
     * @throws io.github.ncl4j.image.DataException if an image cannot be read
     * @throws IllegalStateException if the trainer is closed
     */
    public TrainingResult fit(TrainingListener listener) {
        return turn.use(() -> train(listener));
    }

    private TrainingResult train(TrainingListener listener) {
        // Not before, so that the warnings are in the run's log too, which is opened between creation and this.
        warnings.forEach(LOG::warn);
        listener.onStart(setup.start(folder, progress));
        Evaluation evaluation = null;
        while (progress.epoch() <= config.train().epochs()) {
            if (!trainEpoch(listener)) {
                recorder.saveLast(progress);
                return result(false, evaluation);
            }
            int epoch = progress.epoch();
            EpochEvaluator evaluator = setup.evaluator();
            DetailedEvaluation detail = epoch == config.train().epochs() ? evaluator.detail() : null;
            evaluation = detail != null ? detail.evaluation() : evaluates(epoch) ? evaluator.evaluate() : null;
            Selection selection = evaluation == null ? null : evaluator.select();
            EpochMetrics metrics =
                    RunRecorder.metrics(progress, learningRate(progress.step() - 1), evaluation, selection);
            progress = recorder.finishEpoch(progress, metrics, detail == null ? null : evaluator.record(epoch, detail));
            clock.restart();
            listener.onEpoch(metrics);
        }
        return result(true, evaluation);
    }

    /** Takes the steps of the current epoch that are still to take; false if a stop was requested before the last. */
    private boolean trainEpoch(TrainingListener listener) {
        setup.learner().objective().startEpoch(progress.epoch());
        try (MicroBatches batches = setup.data().batches(progress)) {
            while (progress.step() < setup.data().stepsPerEpoch()) {
                if (stops()) {
                    return false;
                }
                SharedState.seedStep(setup, config.seed(), progress);
                long start = System.nanoTime();
                StepResult result = setup.step().run(batches, learningRate(progress.step()), StepClock.NONE);
                if (!result.finite()) {
                    throw notFinite(result);
                }
                EpochSums sums = progress.sums().plus(result, secondsSince(start), batches.takeWait());
                progress = progress.afterStep(sums, result.hardCategories());
                verify();
                saveBetweenEpochs();
                listener.onStep(report());
            }
        }
        return true;
    }

    /** Whether a stop was requested, in any of the processes: they all stop after the same step. */
    private boolean stops() {
        return world.isAlone() ? stopRequested : world.control().sum(new double[] {stopRequested ? 1 : 0})[0] > 0;
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

    private void saveBetweenEpochs() {
        if (progress.step() < setup.data().stepsPerEpoch() && clock.isDue(stepsOfRun())) {
            recorder.saveWithinEpoch(progress);
            clock.restart();
        }
    }

    private boolean evaluates(int epoch) {
        return epoch % config.evaluate().everyEpochs() == 0;
    }

    private TrainingListener.StepReport report() {
        EpochSums sums = progress.sums();
        return new TrainingListener.StepReport(
                progress.epoch(), progress.step(), sums.meanLoss(), sums.accuracy(), sums.imagesPerSecond());
    }

    private TrainingException notFinite(StepResult result) {
        Path last = RunDirectory.lastCheckpoint(folder);
        return new TrainingException("the loss is " + result.loss() + " in epoch " + progress.epoch() + ", step "
                + (progress.step() + 1) + " (parts: " + result.parts() + "); "
                + (Files.exists(last) ? "the last good checkpoint is " + last : "there is no checkpoint yet")
                + "; try a lower train.optimizer.learning_rate, train.warmup_steps or train.clip_norm");
    }

    private TrainingResult result(boolean finished, @Nullable Evaluation evaluation) {
        EpochMetrics.Best best = progress.bestEnsemble();
        return new TrainingResult(
                folder, finished, evaluation, best == null ? null : best.accuracy(), best == null ? 0 : best.epoch());
    }

    /** Makes {@link #fit} save and return after the step that it is taking. May be called from any thread. */
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
