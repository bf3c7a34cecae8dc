package io.github.ncl4j.app;

import io.github.ncl4j.report.Percent;
import io.github.ncl4j.run.EpochMetrics;
import io.github.ncl4j.train.TrainingListener;
import java.util.List;
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
    private @Nullable Progress progress;

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
            progress = Progress.of(label + "epoch " + step.epoch() + "/" + epochs, (long) stepsLeft * batchSize);
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
                String.format(Locale.ROOT, "%.4f", metrics.trainLoss()),
                Percent.of(metrics.trainAccuracy()),
                validation(metrics),
                String.format(Locale.ROOT, "%.0f", metrics.imagesPerSecond()));
    }

    private static String validation(EpochMetrics metrics) {
        List<Double> experts = metrics.expertAccuracy();
        if (experts == null) {
            return "";
        }
        return "validation: ensemble " + Percent.of(metrics.ensembleAccuracy()) + ", experts "
                + experts.stream().map(Percent::of).collect(Collectors.joining(" ")) + ", many "
                + Percent.of(metrics.many()) + ", medium " + Percent.of(metrics.medium()) + ", few "
                + Percent.of(metrics.few())
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
