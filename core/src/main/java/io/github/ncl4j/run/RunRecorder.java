package io.github.ncl4j.run;

import io.github.ncl4j.evaluate.Accuracy;
import io.github.ncl4j.evaluate.Evaluation;
import io.github.ncl4j.torch.SafetensorsException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes what a run leaves on the disk while it trains, and alone does so: of several processes that train together, one has it.
 * The order within an epoch's end makes a run that dies there repeatable: metrics and events first, which {@link #cutBack} can
 * take back, then the best checkpoints, which the repeated epoch would write again with the same bytes, and the last checkpoint
 * as the final word.
 *
 * <p>A disk that refuses a checkpoint within an epoch costs nothing as long as an older checkpoint is good and the next one
 * succeeds, so that is a warning. What is due at the end of an epoch, or when the run stops, must be written, or the run fails:
 * it never goes on for longer than an epoch with nothing to show for it.
 */
public final class RunRecorder implements Recorder {

    private static final Logger LOG = LoggerFactory.getLogger(RunRecorder.class);

    private final RunDirectory directory;
    private final Checkpoint checkpoint;
    private final int keep;
    private final int stepsPerEpoch;
    private final MetricsFile metricsFile;
    private final EventFileWriter events;
    private @Nullable Progress saved;

    /**
     * Begins a new event file.
     *
     * @param keep how many checkpoints to keep, the last among them
     * @param stepsPerEpoch steps of each epoch
     * @param saved where the last checkpoint stands; null if there is none
     */
    public RunRecorder(
            RunDirectory directory, Checkpoint checkpoint, int keep, int stepsPerEpoch, @Nullable Progress saved) {
        this.directory = directory;
        this.checkpoint = checkpoint;
        this.keep = keep;
        this.stepsPerEpoch = stepsPerEpoch;
        this.saved = saved;
        this.metricsFile = new MetricsFile(directory.metrics());
        this.events = new EventFileWriter(directory.folder());
    }

    /**
     * Takes back what a run reported and kept past the point that it resumes from.
     *
     * @return what is worth a line in the log
     */
    public static List<String> cutBack(RunDirectory directory, Checkpoint checkpoint, Progress progress) {
        int lastEpoch = progress.epoch() - 1;
        List<EpochMetrics> reported = MetricsFile.read(directory.metrics());
        List<String> lines = new BestCheckpoints(directory, checkpoint, progress)
                .cutBack(reported.isEmpty() ? null : reported.get(reported.size() - 1));
        MetricsFile.truncateAfter(directory.metrics(), lastEpoch);
        for (Path file : directory.eventFiles()) {
            EventFileWriter.truncateAfter(file, lastEpoch);
        }
        HardCategoriesFile.cutBack(directory.hardCategories(), checkpoint.description(), progress);
        directory.checkpoints().removeAfter(progress);
        return lines;
    }

    @Override
    public void saveWithinEpoch(Progress progress) {
        requireFinite(progress);
        try {
            replaceLast(progress);
        } catch (SafetensorsException | UncheckedIOException e) {
            Progress before = saved;
            if (before == null) {
                throw unsaved(progress, e);
            }
            LOG.warn(
                    "{}; the training goes on, and the next checkpoint may succeed, but until then a crash takes it back to"
                            + " where it stood {}",
                    e.getMessage(),
                    before.position());
        }
    }

    @Override
    public void saveLast(Progress progress) {
        if (saved != null && saved.isAsFarAs(progress)) {
            return;
        }
        requireFinite(progress);
        try {
            replaceLast(progress);
        } catch (SafetensorsException | UncheckedIOException e) {
            throw unsaved(progress, e);
        }
    }

    private void replaceLast(Progress progress) {
        KeptCheckpoints checkpoints = directory.checkpoints();
        Progress before = saved;
        // Between an epoch's last step and its evaluation the weights are those after the epoch: one of both is enough.
        boolean sameWeights = before != null
                && before.step() == stepsPerEpoch
                && before.epoch() + 1 == progress.epoch()
                && progress.step() == 0;
        checkpoint.save(
                checkpoints.last(),
                progress,
                keep == 1 || before == null || sameWeights || before.isAsFarAs(progress)
                        ? () -> {}
                        : () -> checkpoints.keepLast(before));
        saved = progress;
        checkpoints.removeAllButEarlier(keep - 1);
    }

    /** A loss can be finite and its gradient not; the update then breaks the weights, and none of that is ever saved. */
    private void requireFinite(Progress progress) {
        String broken = checkpoint.firstNotFinite();
        if (broken != null) {
            Progress before = saved;
            throw new TrainingException(broken + " holds NaN or infinity " + progress.position()
                    + ", although the loss was finite until then; nothing of this is saved, and "
                    + (before == null
                            ? "there is no checkpoint yet"
                            : "the last good checkpoint is " + directory.lastCheckpoint() + ", " + before.position())
                    + "; try a lower train.optimizer.learning_rate, a longer warm-up or train.clip_norm");
        }
    }

    private TrainingException unsaved(Progress progress, RuntimeException e) {
        Progress before = saved;
        return new TrainingException(
                e.getMessage() + "; the run as it stands, " + progress.position() + ", is not saved. "
                        + (before == null
                                ? "There is no checkpoint yet: make the disk take it, and start again"
                                : "Make the disk take it, and resume from where it stood " + before.position()),
                e,
                List.of(TrainingException.Remedy.RESUME));
    }

    @Override
    public Progress finishEpoch(Progress progress, EpochMetrics metrics, @Nullable RunEvaluation evaluation) {
        requireFinite(progress);
        Progress next = progress.nextEpoch(metrics.bestEnsemble(), metrics.bestSingle());
        try {
            metricsFile.append(metrics);
            writeEvents(metrics);
            HardCategoryCounts counts = progress.hardCategories();
            if (counts != null) {
                HardCategoriesFile.of(metrics.epoch(), checkpoint.description(), counts)
                        .write(directory.hardCategories());
            }
            if (isNew(metrics.bestEnsemble(), metrics.epoch())) {
                checkpoint.saveEvaluated(directory.bestEnsembleCheckpoint(), next);
            }
            if (isNew(metrics.bestSingle(), metrics.epoch())) {
                checkpoint.saveEvaluated(directory.bestSingleCheckpoint(), next);
            }
            if (evaluation != null) {
                evaluation.write(directory.evaluation());
            }
            replaceLast(next);
        } catch (SafetensorsException | UncheckedIOException e) {
            throw unsaved(next, e);
        }
        return next;
    }

    private static boolean isNew(EpochMetrics.@Nullable Best best, int epoch) {
        return best != null && best.epoch() == epoch;
    }

    /**
     * The metrics of an epoch whose steps are all taken.
     *
     * @param learningRate of its last step
     * @param evaluation after it; null if it was not evaluated
     * @param selection how good it is on the images held out of training; null if there are none, or it was not evaluated
     */
    public static EpochMetrics metrics(
            Progress progress, double learningRate, @Nullable Evaluation evaluation, @Nullable Selection selection) {
        int epoch = progress.epoch();
        EpochSums sums = progress.sums();
        Accuracy ensemble = evaluation == null ? null : evaluation.ensemble();
        List<Double> experts = evaluation == null
                ? null
                : evaluation.experts().stream().map(Accuracy::top1).toList();
        // Where images are held out, they choose the expert too, and not those that its accuracy is reported for.
        int best = selection != null ? selection.bestExpert() : evaluation != null ? evaluation.bestExpert() : 0;
        Double single = experts == null ? null : experts.get(best);
        return new EpochMetrics(
                epoch,
                learningRate,
                sums.meanLoss(),
                sums.meanParts(),
                sums.accuracy(),
                ensemble == null ? null : (Double) ensemble.top1(),
                experts,
                ensemble == null ? null : (Double) ensemble.top5(),
                ensemble == null ? null : ensemble.many(),
                ensemble == null ? null : ensemble.medium(),
                ensemble == null ? null : ensemble.few(),
                single,
                selection == null ? null : (Double) selection.ensemble(),
                better(
                        progress.bestEnsemble(),
                        ensemble == null ? null : (Double) ensemble.top1(),
                        selection == null ? null : (Double) selection.ensemble(),
                        epoch),
                better(progress.bestSingle(), single, selection == null ? null : (Double) selection.single(), epoch),
                sums.seconds() == 0 ? 0 : sums.waitSeconds() / sums.seconds(),
                sums.imagesPerSecond(),
                sums.seconds());
    }

    private static EpochMetrics.@Nullable Best better(
            EpochMetrics.@Nullable Best best, @Nullable Double accuracy, @Nullable Double selection, int epoch) {
        if (accuracy == null) {
            return best;
        }
        EpochMetrics.Best now = new EpochMetrics.Best(accuracy, epoch, selection);
        return best != null && best.criterion() >= now.criterion() ? best : now;
    }

    private void writeEvents(EpochMetrics metrics) {
        int epoch = metrics.epoch();
        events.scalar("train/learning_rate", epoch, metrics.lr());
        events.scalar("train/loss", epoch, metrics.trainLoss());
        metrics.trainLossParts().forEach((part, value) -> events.scalar("train/loss_" + part, epoch, value));
        events.scalar("train/accuracy", epoch, metrics.trainAccuracy());
        events.scalar("train/images_per_second", epoch, metrics.imagesPerSecond());
        events.scalar("train/data_wait", epoch, metrics.dataWait());
        scalar("validation/ensemble_accuracy", epoch, metrics.ensembleAccuracy());
        scalar("validation/ensemble_top5", epoch, metrics.ensembleTop5());
        scalar("validation/many", epoch, metrics.many());
        scalar("validation/medium", epoch, metrics.medium());
        scalar("validation/few", epoch, metrics.few());
        scalar("validation/selection_accuracy", epoch, metrics.selectionAccuracy());
        scalar("validation/best_single_accuracy", epoch, metrics.singleBest());
        List<Double> experts = metrics.expertAccuracy();
        for (int e = 0; experts != null && e < experts.size(); e++) {
            events.scalar("validation/expert_" + (e + 1) + "_accuracy", epoch, experts.get(e));
        }
        events.flush();
    }

    private void scalar(String tag, int epoch, @Nullable Double value) {
        if (value != null) {
            events.scalar(tag, epoch, value);
        }
    }

    /** Closes the event file. */
    @Override
    public void close() {
        events.close();
    }
}
