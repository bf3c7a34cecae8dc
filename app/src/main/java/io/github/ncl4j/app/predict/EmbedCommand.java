package io.github.ncl4j.app.predict;

import io.github.ncl4j.app.input.ImageArguments;
import io.github.ncl4j.app.option.DeviceOption;
import io.github.ncl4j.app.option.ThreadsOption;
import io.github.ncl4j.app.trained.CheckpointArgument;
import io.github.ncl4j.evaluate.Predictor;
import io.github.ncl4j.image.RgbImage;
import io.github.ncl4j.torch.Engine;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Writes the features of image files. */
@Command(
        name = "embed",
        description =
                "Writes what the classifiers of a checkpoint see in image files: features to search or cluster them by.")
public final class EmbedCommand implements Callable<Integer> {

    @Parameters(
            index = "0",
            paramLabel = "CHECKPOINT",
            description = "a checkpoint, or a run directory for its last one")
    private Path model;

    @Parameters(index = "1..*", arity = "1..*", paramLabel = "IMAGE", description = ImageArguments.DESCRIPTION)
    private List<String> images;

    @Option(
            names = "--output",
            paramLabel = "FILE",
            description =
                    "the new file, which ends in .safetensors: the tensor 'embeddings', a row for each image; which row is"
                            + " which image says a file beside it that ends in .json")
    private @Nullable Path output;

    @Option(
            names = "--jsonl",
            defaultValue = "false",
            description = "in place of a file print a JSON document on each line, one for each image, as they come")
    private boolean jsonLines;

    @Option(
            names = "--expert",
            paramLabel = "K",
            description =
                    "the features of this expert alone, from 1 on, as in the tables (default: those of all experts, one after the"
                            + " other)")
    private @Nullable Integer expert;

    @Mixin
    private DeviceOption device;

    @Mixin
    private ThreadsOption threads;

    @Spec
    private CommandSpec spec;

    /** Images that cannot be read are reported and passed over; the exit code tells of them. */
    @Override
    public Integer call() throws IOException {
        checkUsage();
        Engine.setThreads(threads.count());
        try (Predictor predictor = Predictor.load(CheckpointArgument.resolve(model), device.name())) {
            checkExpert(predictor.description().config().model().experts());
            try (EmbeddingOutput embeddings = output == null
                    ? new EmbeddingLines(spec.commandLine().getOut())
                    : EmbeddingFile.at(output, predictor.description().config(), expert)) {
                boolean turned = predictor.description().config().data().turnsPhotos();
                int exitCode = new ImageArguments(images, turned).read(sink(predictor, embeddings));
                embeddings.finish();
                return exitCode;
            }
        }
    }

    private void checkUsage() {
        if ((output == null) != jsonLines) {
            throw wrong("give either --output FILE or --jsonl");
        }
        if (output != null && !EmbeddingFile.isName(output)) {
            throw wrong("--output must end in " + EmbeddingFile.SUFFIX + ", not " + output);
        }
        if (model.toString().toLowerCase(Locale.ROOT).endsWith(".onnx")) {
            throw wrong("embed takes a checkpoint, not the ONNX file " + model
                    + "; Java programs embed with such a file by Classifier.embed, if it was exported with --features");
        }
    }

    private void checkExpert(int experts) {
        if (expert != null && (expert < 1 || expert > experts)) {
            throw wrong("--expert must be at least 1 and at most " + experts + ", not " + expert);
        }
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    private ImageArguments.Sink sink(Predictor predictor, EmbeddingOutput embeddings) {
        return new ImageArguments.Sink() {
            @Override
            public void add(String name, RgbImage image) throws IOException {
                embeddings.add(name, expert == null ? predictor.embed(image) : predictor.embed(image, expert - 1));
            }

            @Override
            public void addFailure(String name, String message) throws IOException {
                embeddings.addFailure(name, message);
            }
        };
    }
}
