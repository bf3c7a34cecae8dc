package io.github.ncl4j.app;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.ncl4j.image.ImageDecoder;
import io.github.ncl4j.image.RgbImage;
import io.github.ncl4j.serve.CheckpointModel;
import io.github.ncl4j.serve.ServedModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Measures predictions in a plain loop, without a server. */
@Command(
        name = "predict",
        description =
                "Measures predictions in a plain loop: the same image decoded, scaled and classified in batches again and"
                        + " again, by one thread apart from the engine's own. A server on the same cores can reach this at best.")
final class PredictBenchCommand implements Callable<Integer> {

    @Parameters(
            index = "0",
            paramLabel = "CHECKPOINT",
            description = "a checkpoint, or a run directory for its last one")
    private Path checkpoint;

    @Parameters(index = "1", paramLabel = "IMAGE", description = "an image file")
    private Path image;

    @Option(names = "--batch-size", paramLabel = "N", defaultValue = "16", description = "images in a batch")
    private int batchSize;

    @Option(names = "--seconds", paramLabel = "S", defaultValue = "10", description = "how long to measure")
    private int seconds;

    @Option(names = "--json", defaultValue = "false", description = "print one JSON document")
    private boolean json;

    @Mixin
    private DeviceOption device;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        if (batchSize < 1 || seconds < 1) {
            throw new ParameterException(spec.commandLine(), "--batch-size and --seconds must be at least 1");
        }
        byte[] file = Files.readAllBytes(image);
        Measured measured;
        try (ServedModel model =
                CheckpointModel.load(CheckpointArgument.resolve(checkpoint), "", device.name(), OptionalInt.empty())) {
            model.predict(batch(model, file)); // the first batch of a size takes longer
            measured = measure(model, file);
        }
        double whole = measured.images / (measured.decodingSeconds + measured.modelSeconds);
        double alone = measured.images / measured.modelSeconds;
        if (json) {
            spec.commandLine()
                    .getOut()
                    .println(new JsonMapper()
                            .createObjectNode()
                            .put("batch_size", batchSize)
                            .put("images", measured.images)
                            .put("images_per_second", whole)
                            .put("model_images_per_second", alone)
                            .toPrettyString());
        } else {
            spec.commandLine()
                    .getOut()
                    .printf(
                            Locale.ROOT,
                            "%.1f images/s in batches of %d; %.1f by the model alone%n",
                            whole,
                            batchSize,
                            alone);
        }
        spec.commandLine().getOut().flush();
        return ExitCode.OK;
    }

    /** Sums over the batches. */
    private record Measured(long images, double decodingSeconds, double modelSeconds) {}

    private Measured measure(ServedModel model, byte[] file) {
        long images = 0;
        long decoding = 0;
        long computing = 0;
        long begin = System.nanoTime();
        while (System.nanoTime() - begin < seconds * 1_000_000_000L) {
            long decodingBegin = System.nanoTime();
            List<RgbImage> batch = batch(model, file);
            long modelBegin = System.nanoTime();
            model.predict(batch);
            decoding += modelBegin - decodingBegin;
            computing += System.nanoTime() - modelBegin;
            images += batchSize;
        }
        return new Measured(images, decoding * 1e-9, computing * 1e-9);
    }

    private List<RgbImage> batch(ServedModel model, byte[] file) {
        ImageDecoder decoder = new ImageDecoder();
        List<RgbImage> batch = new ArrayList<>();
        for (int i = 0; i < batchSize; i++) {
            batch.add(model.prepare(decoder.decode(file, image.toString())));
        }
        return batch;
    }
}
