package io.github.ncl4j.app.predict;

import io.github.ncl4j.app.input.ImageArguments;
import io.github.ncl4j.app.option.DeviceOption;
import io.github.ncl4j.app.option.JsonOption;
import io.github.ncl4j.app.option.OptionRange;
import io.github.ncl4j.app.option.ThreadsOption;
import io.github.ncl4j.app.trained.ImageClassifier;
import io.github.ncl4j.app.trained.ModelArgument;
import io.github.ncl4j.image.RgbImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Classifies image files. */
@Command(name = "predict", description = "Classifies image files with a checkpoint or an exported ONNX file.")
public final class PredictCommand implements Callable<Integer> {

    @Parameters(
            index = "0",
            paramLabel = "CHECKPOINT",
            description = "a checkpoint, a run directory for its last one, or a file that ends in .onnx")
    private Path model;

    @Parameters(index = "1..*", arity = "1..*", paramLabel = "IMAGE", description = ImageArguments.DESCRIPTION)
    private List<String> images;

    private int top;

    @Mixin
    private JsonOption json;

    @Option(
            names = "--jsonl",
            defaultValue = "false",
            description = "print a JSON document on each line, one for each image, as they come")
    private boolean jsonLines;

    @Mixin
    private DeviceOption device;

    @Mixin
    private ThreadsOption threads;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--top",
            paramLabel = "K",
            defaultValue = "5",
            description = "how many classes to print for each image")
    void setTop(int k) {
        top = OptionRange.requirePositive(spec, "--top", k);
    }

    /** Images that cannot be read are reported and passed over; the exit code tells of them. */
    @Override
    public Integer call() throws IOException {
        if (json.isGiven() && jsonLines) {
            throw new ParameterException(spec.commandLine(), "--json and --jsonl cannot be given together");
        }
        ModelArgument argument = ModelArgument.of(model, device, spec);
        PredictionOutput.Form form = jsonLines
                ? PredictionOutput.Form.JSON_LINES
                : json.isGiven() ? PredictionOutput.Form.JSON : PredictionOutput.Form.TABLE;
        PredictionOutput output = new PredictionOutput(spec.commandLine().getOut(), form, top);
        int exitCode;
        try (ImageClassifier classifier = argument.classifier(threads.count())) {
            exitCode = new ImageArguments(images, classifier.turnsPhotos()).read(new ImageArguments.Sink() {
                @Override
                public void add(String name, RgbImage image) {
                    output.add(name, classifier.predict(image));
                }

                @Override
                public void addFailure(String name, String message) {
                    output.addFailure(name, message);
                }
            });
        }
        output.finish();
        return exitCode;
    }
}
