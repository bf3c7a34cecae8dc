package io.github.ncl4j.app.predict;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.ncl4j.app.option.DeviceOption;
import io.github.ncl4j.app.option.JsonOption;
import io.github.ncl4j.app.option.OptionRange;
import io.github.ncl4j.app.option.ThreadsOption;
import io.github.ncl4j.app.trained.CheckpointArgument;
import io.github.ncl4j.app.trained.ValidationData;
import io.github.ncl4j.augment.Pipeline;
import io.github.ncl4j.config.DataConfig;
import io.github.ncl4j.config.ExperimentFile;
import io.github.ncl4j.data.Datasets;
import io.github.ncl4j.data.ImageDataset;
import io.github.ncl4j.evaluate.AccuracyTable;
import io.github.ncl4j.evaluate.EnsembleLogits;
import io.github.ncl4j.evaluate.Predictor;
import io.github.ncl4j.evaluate.ShotGroups;
import io.github.ncl4j.evaluate.TestTimeAveraging;
import io.github.ncl4j.model.ModelDescription;
import io.github.ncl4j.torch.Engine;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Measures a checkpoint on validation images. */
@Command(
        name = "evaluate",
        description = "Measures a checkpoint on the validation images of its own configuration, or of another.")
public final class EvaluateCommand implements Callable<Integer> {

    private static final Logger LOG = LoggerFactory.getLogger(EvaluateCommand.class);

    @Parameters(
            index = "0",
            paramLabel = "RUN|CHECKPOINT",
            description = "a run directory, for its last checkpoint, or a checkpoint file")
    private Path checkpoint;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "the configuration whose validation images to use (default: the checkpoint's own)")
    private @Nullable Path config;

    @Option(
            names = "--data",
            paramLabel = "PATH",
            description = "where those images are now: an archive or a folder, or the annotations (default: where the"
                    + " configuration says)")
    private @Nullable Path data;

    private double tau;

    @Mixin
    private JsonOption json;

    /** What is averaged beside the image itself. */
    public enum View {
        /** The mirrored image. */
        FLIP,
        /** Its four corners. */
        CROPS
    }

    @Option(
            names = "--average",
            paramLabel = "flip|crops",
            split = ",",
            description =
                    "average the logits with those of further views of each image: mirrored, its four corners of 7/8 of the"
                            + " sides, or with flip,crops all of these (default: the image alone)")
    private List<View> views = List.of();

    @Option(
            names = "--temperature",
            defaultValue = "false",
            description =
                    "also fit a temperature on half of the images, and measure calibration with it on the other half")
    private boolean temperature;

    @Mixin
    private PriorOptions priors;

    @Mixin
    private DeviceOption device;

    @Mixin
    private ThreadsOption threads;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--logit-adjustment",
            paramLabel = "TAU",
            defaultValue = "0",
            description =
                    "subtract TAU times the logarithm of each class's share of the training images from its logit;"
                            + " 1 suits a model that was trained with plain cross-entropy")
    void setTau(double value) {
        tau = OptionRange.requireNotNegative(spec, "--logit-adjustment", value);
    }

    /** Images without a prediction are counted as wrong, and make the exit code 1. */
    @Override
    public Integer call() {
        priors.check(tau);
        Path file = CheckpointArgument.resolve(checkpoint);
        Engine.setThreads(threads.count());
        try (Predictor predictor = Predictor.load(file, device.name())) {
            ModelDescription description = predictor.description();
            ImageDataset images =
                    Datasets.openValidation(dataConfig(predictor), Pipeline.evaluation(description.config()));
            priors.warnOfBalance(description, tau);
            Predictor.Measured measured = predictor.measure(images, tau, averaging(), temperature || priors.any());
            EvaluationMeasures measures = new EvaluationMeasures(
                    measured.decisions(),
                    ShotGroups.of(
                            description.classCountArray(),
                            description.config().evaluate().protocol()),
                    description.classNames());
            EnsembleLogits logits = measured.logits();
            LogitMeasures further =
                    logits == null ? null : new LogitMeasures(logits, description, temperature, priors, tau);
            PrintWriter out = spec.commandLine().getOut();
            if (json.isGiven()) {
                ObjectNode document = EvaluationJson.of(file, description, measured.evaluation());
                measures.addTo(document);
                if (further != null) {
                    further.addTo(document);
                }
                out.println(document.toPrettyString());
            } else {
                out.printf(
                        Locale.ROOT,
                        "%s on %d images%n",
                        file,
                        measured.evaluation().images());
                out.print(AccuracyTable.of(measured.evaluation()));
                out.print(measures.text());
                if (further != null) {
                    out.print(further.text());
                }
            }
            out.flush();
            return measured.evaluation().undecided() == 0 ? ExitCode.OK : ExitCode.SOFTWARE;
        }
    }

    private TestTimeAveraging averaging() {
        return new TestTimeAveraging(views.contains(View.FLIP), views.contains(View.CROPS));
    }

    private DataConfig dataConfig(Predictor predictor) {
        DataConfig own = predictor.description().config().data();
        DataConfig named =
                config == null ? own : ExperimentFile.load(config, List.of()).data();
        if (named.turnsPhotos() != own.turnsPhotos()) {
            LOG.warn(
                    "{} says data.exif_orientation: {}, but the checkpoint was trained with {}; photos are read as {} says",
                    config,
                    named.turnsPhotos() ? "apply" : "ignore",
                    own.turnsPhotos() ? "apply" : "ignore",
                    config);
        }
        return data == null ? named : ValidationData.at(named, data);
    }
}
