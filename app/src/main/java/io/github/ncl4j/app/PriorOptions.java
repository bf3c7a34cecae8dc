package io.github.ncl4j.app;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.ncl4j.config.ExperimentConfig;
import io.github.ncl4j.config.LossConfig;
import io.github.ncl4j.evaluate.ClassPrior;
import io.github.ncl4j.evaluate.EnsembleLogits;
import io.github.ncl4j.evaluate.PriorEstimation;
import io.github.ncl4j.image.DataException;
import io.github.ncl4j.model.ModelDescription;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Under which frequencies of the classes a model was trained, and under which it is to be measured. */
final class PriorOptions {

    private static final long MAX_BYTES = 1 << 22;

    /** What the logits were learnt under. */
    enum Source {
        /** The training shares for the losses that balance nothing, uniform for those that do. */
        AUTO,
        /** All classes alike. */
        UNIFORM,
        /** The shares of the training images. */
        TRAINING
    }

    @Option(
            names = "--prior-shift",
            defaultValue = "false",
            description =
                    "also measure the ensemble under the test distributions forward50 ... uniform ... backward50 (LADE), as it is"
                            + " and with logits adjusted to them")
    boolean shift;

    @Option(
            names = "--target-prior",
            paramLabel = "uniform|training|estimated|FILE",
            description =
                    "also adjust the ensemble's logits to these frequencies of the classes: all alike, those of the training"
                            + " images, those that are estimated from the images without their targets, or the numbers of a JSON"
                            + " list")
    private @Nullable String target;

    @Option(
            names = "--source-prior",
            paramLabel = "auto|uniform|training",
            defaultValue = "auto",
            description = "the frequencies that the logits were learnt under; auto takes them from the loss")
    private Source source;

    /** Whether any of them needs the logits. */
    boolean any() {
        return shift || target != null;
    }

    /** The target prior as the user names it; null if there is none. */
    @Nullable
    String target() {
        return target;
    }

    /** The prior under which the softmax of the logits holds. */
    ClassPrior source(ModelDescription description) {
        return source == Source.UNIFORM || (source == Source.AUTO && balances(description.config()))
                ? ClassPrior.uniform(description.classes())
                : ClassPrior.ofCounts(description.classCounts());
    }

    private static boolean balances(ExperimentConfig config) {
        LossConfig loss = config.loss();
        return loss instanceof LossConfig.Ncl
                || loss instanceof LossConfig.NclPlus
                || loss instanceof LossConfig.BalancedSoftmax
                || loss instanceof LossConfig.LogitAdjustment;
    }

    /**
     * The prior to adjust to.
     *
     * @param name what the user asked for
     * @throws DataException if it is a file that holds no such prior
     */
    ClassPrior target(String name, ModelDescription description, EnsembleLogits images) {
        return switch (name) {
            case "uniform" -> ClassPrior.uniform(description.classes());
            case "training" -> ClassPrior.ofCounts(description.classCounts());
            case "estimated" -> {
                double[] weights = new double[images.images()];
                Arrays.fill(weights, 1);
                yield PriorEstimation.estimate(images, weights, source(description));
            }
            default -> read(Path.of(name), description.classes());
        };
    }

    private static ClassPrior read(Path file, int classes) {
        try {
            if (!Files.exists(file)) {
                throw new DataException(
                        file + ": there is no such file; --target-prior is uniform, training, estimated or a"
                                + " JSON file with a list of " + classes + " numbers");
            }
            if (Files.size(file) > MAX_BYTES) {
                throw new DataException(file + ": is too large for a list of " + classes + " numbers");
            }
            double[] weights = new JsonMapper().readValue(file.toFile(), double[].class);
            if (weights.length != classes) {
                throw new DataException(file + ": has " + weights.length + " numbers for " + classes + " classes");
            }
            return ClassPrior.of(weights);
        } catch (JsonProcessingException | IllegalArgumentException e) {
            throw new DataException(file + ": is no JSON list of positive numbers: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new DataException(file + ": cannot be read: " + e.getMessage(), e);
        }
    }
}
