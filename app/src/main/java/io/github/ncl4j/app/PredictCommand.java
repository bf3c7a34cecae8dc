package io.github.ncl4j.app;

import io.github.ncl4j.image.DataException;
import io.github.ncl4j.image.ImageDecoder;
import io.github.ncl4j.image.RgbImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Classifies image files. */
@Command(name = "predict", description = "Classifies image files with a checkpoint or an exported ONNX file.")
final class PredictCommand implements Callable<Integer> {

    private static final Logger LOG = LoggerFactory.getLogger(PredictCommand.class);

    @Parameters(
            index = "0",
            paramLabel = "CHECKPOINT",
            description = "a checkpoint, a run directory for its last one, or a file that ends in .onnx")
    private Path model;

    @Parameters(
            index = "1..*",
            arity = "1..*",
            paramLabel = "IMAGE",
            description =
                    "image files, folders of them, or quoted patterns such as 'photos/*.jpg'; - for standard input: an"
                            + " image, or names of files, one on each line")
    private List<String> images;

    private int top;

    @Option(names = "--json", defaultValue = "false", description = "print one JSON document")
    private boolean json;

    @Option(
            names = "--jsonl",
            defaultValue = "false",
            description = "print a JSON document on each line, one for each image, as they come")
    private boolean jsonLines;

    @Mixin
    private DeviceOption device;

    @Spec
    private CommandSpec spec;

    private final ImageDecoder decoder = new ImageDecoder();
    private int classified;
    private int failures;

    @Option(
            names = "--top",
            paramLabel = "K",
            defaultValue = "5",
            description = "how many classes to print for each image")
    void setTop(int k) {
        if (k < 1) {
            throw new ParameterException(spec.commandLine(), "--top must be at least 1, not " + k);
        }
        top = k;
    }

    /** Images that cannot be read are reported and passed over; the exit code tells of them. */
    @Override
    public Integer call() throws IOException {
        if (json && jsonLines) {
            throw new ParameterException(spec.commandLine(), "--json and --jsonl cannot be given together");
        }
        if (OnnxArgument.isOne(model)) {
            OnnxArgument.checkDevice(device.name(), spec);
        }
        PredictionOutput.Form form = jsonLines
                ? PredictionOutput.Form.JSON_LINES
                : json ? PredictionOutput.Form.JSON : PredictionOutput.Form.TABLE;
        PredictionOutput output = new PredictionOutput(spec.commandLine().getOut(), form, top);
        try (ImageClassifier classifier = ImageClassifier.load(model, device.name())) {
            long start = System.nanoTime();
            for (String image : images) {
                if (image.equals("-")) {
                    classify(new StandardInput(System.in), classifier, output);
                } else {
                    classifyFiles(image, classifier, output);
                }
            }
            report((System.nanoTime() - start) / 1e9);
        }
        output.finish();
        return failures == 0 ? ExitCode.OK : ExitCode.SOFTWARE;
    }

    private void classify(StandardInput input, ImageClassifier classifier, PredictionOutput output) throws IOException {
        if (input.isImage()) {
            byte[] bytes = input.image();
            classify(StandardInput.NAME, () -> decoder.decode(bytes, StandardInput.NAME), classifier, output);
            return;
        }
        for (Iterator<String> names = input.names().iterator(); names.hasNext(); ) {
            classifyFiles(names.next(), classifier, output);
        }
    }

    private void classifyFiles(String name, ImageClassifier classifier, PredictionOutput output) throws IOException {
        List<Path> files = PhotoFiles.of(name);
        if (files.isEmpty()) {
            fail(name, name + ": holds no .jpg, .jpeg, .png, .webp or .bmp file", output);
        }
        for (Path file : files) {
            classify(file.toString(), () -> decoder.decode(file), classifier, output);
        }
    }

    private void classify(String name, Supplier<RgbImage> image, ImageClassifier classifier, PredictionOutput output) {
        try {
            output.add(name, classifier.predict(image.get()));
            classified++;
        } catch (DataException e) {
            fail(name, String.valueOf(e.getMessage()), output);
        }
    }

    private void fail(String name, String message, PredictionOutput output) {
        failures++;
        LOG.error("{}", message);
        output.addFailure(name, message);
    }

    private void report(double seconds) {
        LOG.info(
                "{} images in {} s, {} images/s{}",
                classified,
                String.format(Locale.ROOT, "%.2f", seconds),
                String.format(Locale.ROOT, "%.1f", classified / seconds),
                failures == 0 ? "" : "; " + failures + " could not be read");
    }
}
