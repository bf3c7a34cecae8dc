package io.github.ncl4j.app.predict;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.ncl4j.data.ClassAlignment;
import io.github.ncl4j.evaluate.ClassPrior;
import io.github.ncl4j.evaluate.EnsembleLogits;
import io.github.ncl4j.evaluate.LearntPrior;
import io.github.ncl4j.evaluate.PriorEstimation;
import io.github.ncl4j.image.DataException;
import io.github.ncl4j.model.ModelDescription;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Under which frequencies of the classes a model was trained, and under which it is to be measured. */
public final class PriorOptions {

    private static final Logger LOG = LoggerFactory.getLogger(PriorOptions.class);
    private static final long MAX_BYTES = 1 << 22;
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    /** What the logits were learnt under. */
    public enum Source {
        /** The prior that follows from the configuration's loss, sampler and weights: {@link LearntPrior}. */
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
                            + " list, or of a JSON object by class name")
    private @Nullable String target;

    @Option(
            names = "--source-prior",
            paramLabel = "auto|uniform|training",
            defaultValue = "auto",
            description =
                    "the frequencies that the logits were learnt under, for --prior-shift and --target-prior; auto takes"
                            + " them from the loss, the sampler and the class weights of the training")
    private Source source;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    /**
     * Checks what goes together.
     *
     * @param tau of --logit-adjustment
     * @throws ParameterException if options contradict each other
     */
    void check(double tau) {
        boolean given = spec.commandLine().getParseResult().hasMatchedOption("--source-prior");
        if (given && !any()) {
            throw new ParameterException(
                    spec.commandLine(), "--source-prior is for --prior-shift and --target-prior; add one of them");
        }
        if (source == Source.UNIFORM && tau > 0) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--logit-adjustment takes the training frequencies out of the logits, but --source-prior uniform says"
                            + " that they hold none; leave out one of them");
        }
    }

    /** Whether any of them needs the logits. */
    boolean any() {
        return shift || target != null;
    }

    /** The target prior as the user names it; null if there is none. */
    @Nullable
    String target() {
        return target;
    }

    /**
     * The prior under which the softmax of adjusted logits holds.
     *
     * @param tau of --logit-adjustment, which the logits have had; 0 is none
     */
    ClassPrior source(ModelDescription description, double tau) {
        ClassPrior training = ClassPrior.ofCounts(description.classCounts());
        ClassPrior raw = switch (source) {
            case AUTO -> LearntPrior.of(description);
            case UNIFORM -> ClassPrior.uniform(description.classes());
            case TRAINING -> training;
        };
        return raw.adjusted(training, tau);
    }

    /**
     * Says where the training frequencies are subtracted from logits that do not hold them.
     *
     * @param tau of --logit-adjustment
     */
    void warnOfBalance(ModelDescription description, double tau) {
        if (tau > 0 && source == Source.AUTO && !LearntPrior.isOfTheTrainingImages(description)) {
            LOG.warn(
                    "--logit-adjustment {} suits logits that were learnt under the frequencies of the training images, but this"
                            + " model's loss, sampler or class weights have balanced them already",
                    tau);
        }
    }

    /**
     * The prior to adjust to.
     *
     * @param name what the user asked for
     * @param source under which the softmax of the images' logits holds
     * @throws DataException if it is a file that holds no such prior
     */
    ClassPrior target(String name, ModelDescription description, EnsembleLogits images, ClassPrior source) {
        return switch (name) {
            case "uniform" -> ClassPrior.uniform(description.classes());
            case "training" -> ClassPrior.ofCounts(description.classCounts());
            case "estimated" -> {
                double[] weights = new double[images.images()];
                Arrays.fill(weights, 1);
                yield PriorEstimation.estimate(images, weights, source);
            }
            default -> read(Path.of(name), description.classNames());
        };
    }

    private static ClassPrior read(Path file, List<String> classNames) {
        int classes = classNames.size();
        try {
            if (!Files.exists(file)) {
                throw new DataException(file
                        + ": there is no such file; --target-prior is uniform, training, estimated or a"
                        + " JSON file with a list of " + classes + " numbers, or with a number for each class name");
            }
            if (Files.size(file) > MAX_BYTES) {
                throw new DataException(file + ": is too large for a list of " + classes + " numbers");
            }
            double[] weights = weights(file, JSON.readTree(file.toFile()), classNames);
            if (weights.length != classes) {
                throw new DataException(file + ": has " + weights.length + " numbers for " + classes + " classes");
            }
            return ClassPrior.of(weights);
        } catch (MismatchedInputException e) {
            throw new DataException(file + ": must hold one JSON list or object, and nothing after it", e);
        } catch (JsonProcessingException e) {
            throw new DataException(file + ": is no JSON: " + e.getOriginalMessage(), e);
        } catch (IllegalArgumentException e) {
            throw new DataException(file + ": is no list of positive numbers: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new DataException(file + ": cannot be read: " + e.getMessage(), e);
        }
    }

    private static double[] weights(Path file, JsonNode content, List<String> classNames) {
        if (content.isObject()) {
            return byName(file, content, classNames);
        }
        if (!content.isArray()) {
            throw new DataException(file + ": must hold a JSON list of " + classNames.size()
                    + " numbers, or a JSON object with a number for each class name");
        }
        double[] weights = new double[content.size()];
        Arrays.setAll(weights, c -> number(file, "number " + (c + 1), content.get(c)));
        return weights;
    }

    private static double number(Path file, String where, JsonNode value) {
        if (!value.isNumber() || !Double.isFinite(value.doubleValue())) {
            throw new DataException(file + ": " + where + " must be a positive number, not " + value);
        }
        return value.doubleValue();
    }

    private static double[] byName(Path file, JsonNode numbers, List<String> classNames) {
        List<String> given = new ArrayList<>();
        numbers.fieldNames().forEachRemaining(given::add);
        ClassAlignment alignment = ClassAlignment.of("the checkpoint", classNames, "the frequencies of " + file, given);
        if (!alignment.absent().isEmpty() || !alignment.unknown().isEmpty()) {
            throw new DataException(
                    file + ": must have a number for each class of the checkpoint and for no other; missing: "
                            + alignment.absent() + ", unknown: " + alignment.unknown());
        }
        if (alignment.isGuessed()) {
            alignment.describe().forEach(LOG::warn);
        }
        double[] weights = new double[classNames.size()];
        for (int c = 0; c < weights.length; c++) {
            weights[alignment.numbers()[c]] =
                    number(file, "the value of '" + given.get(c) + "'", numbers.get(given.get(c)));
        }
        return weights;
    }
}
