package io.github.ncl4j.app.onnx;

import io.github.ncl4j.app.option.OptionRange;
import io.github.ncl4j.onnx.ExportOptions;
import io.github.ncl4j.onnx.InputForm;
import io.github.ncl4j.onnx.WeightStorage;
import java.lang.reflect.Member;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What an ONNX file is to be, and how it is checked. */
public final class OnnxOptions {

    @Option(
            names = "--input",
            paramLabel = "FORM",
            defaultValue = "normalized",
            description =
                    "onnx: what the network takes: normalized (float32, N x 3 x H x W), float (the same in [0, 1]) or"
                            + " uint8 (N x H x W x 3, as images are decoded); what is missing to normalized is inside the file")
    private InputForm input;

    @Option(
            names = "--weights",
            paramLabel = "TYPE",
            defaultValue = "float32",
            description = "onnx: how weights are stored: float32, float16 or int8 (a scale for each output channel)")
    private WeightStorage weights;

    private @Nullable Integer expert;

    @Option(names = "--softmax", defaultValue = "false", description = "onnx: one more output, probabilities")
    private boolean softmax;

    @Option(
            names = "--expert-logits",
            defaultValue = "false",
            description = "onnx: one more output, each expert's logits")
    private boolean expertLogits;

    @Option(
            names = "--features",
            defaultValue = "false",
            description = "onnx: one more output, what the classifiers see")
    private boolean features;

    private double threshold;

    @Option(
            names = "--check-nodes",
            defaultValue = "false",
            description = "onnx: compare the output of every node with libtorch, and not the logits alone")
    private boolean checkNodes;

    @Option(
            names = "--compare",
            defaultValue = "false",
            description =
                    "onnx: compare file and checkpoint on the validation images of the checkpoint's configuration")
    private boolean compare;

    @Option(
            names = "--data",
            paramLabel = "PATH",
            description = "onnx: where those images are now, for --compare (default: where the configuration says)")
    private @Nullable Path data;

    private int images;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--expert",
            paramLabel = "K",
            description = "onnx: this expert alone, from 1 on, as in the tables (default: all)")
    void setExpert(int number) {
        if (number < 1) {
            throw new ParameterException(
                    spec.commandLine(), "--expert must be at least 1, the first expert, not " + number);
        }
        expert = number - 1;
    }

    @Option(
            names = "--threshold",
            paramLabel = "P",
            defaultValue = "0",
            description = "onnx: the probability below which the likeliest class is not to be relied on")
    void setThreshold(double value) {
        if (!(value >= 0 && value <= 1)) {
            throw new ParameterException(spec.commandLine(), "--threshold must be from 0 to 1, not " + value);
        }
        threshold = value;
    }

    @Option(
            names = "--images",
            paramLabel = "N",
            defaultValue = "2000",
            description = "onnx: how many images at most, for --compare, evenly from all")
    void setImages(int value) {
        images = OptionRange.requirePositive(spec, "--images", value);
    }

    /** What to write. */
    ExportOptions export() {
        return new ExportOptions(input, weights, expert, softmax, expertLogits, features, threshold);
    }

    boolean checkNodes() {
        return checkNodes;
    }

    /** Whether to compare on images. */
    boolean compare() {
        return compare || data != null;
    }

    /** Where the images are; null for where the configuration says. */
    @Nullable
    Path data() {
        return data;
    }

    /** How many images at most. */
    int images() {
        return images;
    }

    /** Whether any of these options was given. */
    public static boolean given(CommandSpec command) {
        return command.commandLine().getParseResult().matchedOptions().stream().anyMatch(OnnxOptions::isOne);
    }

    /** The name of the first of these options that was given. */
    public static String firstGiven(CommandSpec command) {
        return command.commandLine().getParseResult().matchedOptions().stream()
                .filter(OnnxOptions::isOne)
                .map(OptionSpec::longestName)
                .findFirst()
                .orElseThrow();
    }

    private static boolean isOne(OptionSpec option) {
        // Picocli gives the field or the method that carries the annotation.
        return option.userObject() instanceof Member member && member.getDeclaringClass() == OnnxOptions.class;
    }
}
