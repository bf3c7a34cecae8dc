package io.github.ncl4j.app.trained;

import io.github.ncl4j.app.option.DeviceOption;
import io.github.ncl4j.evaluate.Predictor;
import io.github.ncl4j.image.FileKind;
import io.github.ncl4j.predict.Classifier;
import io.github.ncl4j.predict.ClassifierOptions;
import io.github.ncl4j.serve.model.CheckpointModel;
import io.github.ncl4j.serve.model.OnnxModel;
import io.github.ncl4j.serve.model.ServedModel;
import io.github.ncl4j.torch.Engine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** A trained model as a user names it: a checkpoint, a run directory for its last one, or an exported ONNX file. */
public final class ModelArgument {

    private static final Logger LOG = LoggerFactory.getLogger(ModelArgument.class);

    private final Path named;
    private final String device;
    private final boolean exported;

    private ModelArgument(Path named, String device, boolean exported) {
        this.named = named;
        this.device = device;
        this.exported = exported;
    }

    /**
     * Looks at the file, and reads no model yet.
     *
     * @param named need not exist
     * @param device where the model is to compute
     * @throws ParameterException if an exported file is to compute on a GPU
     */
    public static ModelArgument of(Path named, DeviceOption device, CommandSpec command) {
        boolean exported = isExported(named);
        if (exported && device.name().startsWith("cuda")) {
            throw new ParameterException(
                    command.commandLine(),
                    "--device " + device.name()
                            + ": ONNX files are computed on the CPU here; use the checkpoint for a GPU");
        }
        return new ModelArgument(named, device.name(), exported);
    }

    /** By its content, and where that is nothing that is known, by its name. */
    private static boolean isExported(Path named) {
        FileKind kind = FileKind.UNKNOWN;
        try {
            kind = Files.isRegularFile(named) ? FileKind.of(named) : kind;
        } catch (IOException e) {
            LOG.debug("{}: {}", named, e.getMessage());
        }
        boolean isNamedSo = named.toString().toLowerCase(Locale.ROOT).endsWith(".onnx");
        return kind == FileKind.ONNX || (kind != FileKind.SAFETENSORS && isNamedSo);
    }

    /** Whether it is an exported file. */
    public boolean isExported() {
        return exported;
    }

    /**
     * Reads the model, to classify images one by one.
     *
     * @param threads that compute on a CPU, at least 1
     */
    public ImageClassifier classifier(int threads) {
        return read(
                threads,
                checkpoint -> new ImageClassifier.OfCheckpoint(Predictor.load(checkpoint, device)),
                file -> new ImageClassifier.OfExport(
                        Classifier.load(file, ClassifierOptions.DEFAULT.withThreads(threads))));
    }

    /**
     * Reads the model, to classify images of one size in batches.
     *
     * @param name what it is called, for clients
     * @param side of the images in pixels, where the file does not tell it
     * @param threads that compute on a CPU; 0 for the engine's own choice
     */
    public ServedModel served(String name, OptionalInt side, int threads) {
        return read(
                threads,
                checkpoint -> CheckpointModel.load(checkpoint, name, device, side),
                file -> OnnxModel.load(file, name, side, threads));
    }

    private <M> M read(int threads, Function<Path, M> ofCheckpoint, Function<Path, M> ofExport) {
        if (exported) {
            return ofExport.apply(named);
        }
        if (threads > 0) {
            Engine.setThreads(threads);
        }
        return ofCheckpoint.apply(CheckpointArgument.resolve(named));
    }
}
