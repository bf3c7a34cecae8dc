package io.github.ncl4j.app.train;

import io.github.ncl4j.app.output.ProgressDisplay;
import io.github.ncl4j.evaluate.Accuracy;
import io.github.ncl4j.report.Percent;
import io.github.ncl4j.run.EpochMetrics;
import io.github.ncl4j.train.TrainingListener;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Shows a training on standard error: a progress display for each epoch, and a line when it is done. */
final class TrainingDisplay implements TrainingListener, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(TrainingDisplay.class);

    private final String label;
    private final int batchSize;
    private int epochs;
    private int stepsPerEpoch;
    private @Nullable ProgressDisplay progress;

    /**
     * Nothing is shown yet.
     *
     * @param label comes before the number of the epoch; may be empty
     */
    TrainingDisplay(String label, int batchSize) {
        this.label = label.isEmpty() ? "" : label + " ";
        this.batchSize = batchSize;
    }

    @Override
    public void onStart(RunStart start) {
        epochs = start.epochs();
        stepsPerEpoch = start.stepsPerEpoch();
        LOG.info(
                "{}{} training and {} validation images, {} classes, {} parameters, {}; run directory {}",
                label,
                start.trainImages(),
                start.validationImages(),
                start.classCounts().size(),
                start.parameters(),
                start.device(),
                start.directory());
        if (start.firstEpoch() > epochs) {
            LOG.info("the run is finished: all {} epochs are done", epochs);
        } else if (start.firstEpoch() > 1 || start.firstStep() > 0) {
            LOG.info("going on in epoch {} after step {}", start.firstEpoch(), start.firstStep());
        }
    }

    @Override
    public void onStep(StepReport step) {
        if (progress == null) {
            int stepsLeft = stepsPerEpoch - step.step() + 1;
            progress = ProgressDisplay.of(label + "epoch " + step.epoch() + "/" + epochs, (long) stepsLeft * batchSize);
        }
        progress.advance(
                batchSize,
                String.format(Locale.ROOT, "loss %.3f, accuracy %s", step.meanLoss(), Percent.of(step.accuracy())));
    }

    @Override
    public void onEpoch(EpochMetrics metrics) {
        close();
        LOG.info(
                "{}epoch {}/{}: lr {}, loss {}, accuracy {}; {}{} images/s",
                label,
                metrics.epoch(),
                epochs,
                String.format(Locale.ROOT, "%.4g", metrics.lr()),
                String.format(Locale.ROOT, "%.4f", metrics.training().loss()),
                Percent.of(metrics.training().accuracy()),
                validation(metrics.validation()),
                String.format(Locale.ROOT, "%.0f", metrics.training().imagesPerSecond()));
    }

    private static String validation(EpochMetrics.@Nullable Validation validation) {
        if (validation == null) {
            return "";
        }
        Accuracy ensemble = validation.ensemble();
        return "validation: ensemble " + Percent.of(ensemble.top1()) + ", experts "
                + validation.experts().stream().map(Percent::of).collect(Collectors.joining(" ")) + ", many "
                + Percent.of(ensemble.many()) + ", medium " + Percent.of(ensemble.medium()) + ", few "
                + Percent.of(ensemble.few())
                + "; ";
    }

    /** Ends the progress display of an epoch that is not finished. */
    @Override
    public void close() {
        if (progress != null) {
            progress.close();
            progress = null;
        }
    }
}
