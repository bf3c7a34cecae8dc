package io.github.ncl4j.bench;

import ai.onnxruntime.OrtException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.ncl4j.app.option.DeviceOption;
import io.github.ncl4j.app.option.JsonOption;
import io.github.ncl4j.app.trained.ModelArgument;
import io.github.ncl4j.image.ImageDecoder;
import io.github.ncl4j.image.RgbImage;
import io.github.ncl4j.serve.model.ServedModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
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
                        + " again, by one thread apart from the engine's own. A server on the same cores can reach this at best."
                        + " Of an ONNX file also a loop that calls ONNX Runtime directly and does nothing else, for as long again.")
final class PredictBenchCommand implements Callable<Integer> {

    @Parameters(
            index = "0",
            paramLabel = "CHECKPOINT|ONNX",
            description = "a checkpoint, a run directory for its last one, or a file that ends in .onnx")
    private Path model;

    @Parameters(index = "1", paramLabel = "IMAGE", description = "an image file")
    private Path image;

    @Option(names = "--batch-size", paramLabel = "N", defaultValue = "16", description = "images in a batch")
    private int batchSize;

    @Option(names = "--seconds", paramLabel = "S", defaultValue = "10", description = "how long to measure")
    private int seconds;

    @Mixin
    private JsonOption json;

    @Mixin
    private DeviceOption device;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException, OrtException {
        if (batchSize < 1 || seconds < 1) {
            throw new ParameterException(spec.commandLine(), "--batch-size and --seconds must be at least 1");
        }
        ModelArgument argument = ModelArgument.of(model, device, spec);
        byte[] file = Files.readAllBytes(image);
        Measured measured;
        int side;
        try (ServedModel served = argument.served("", OptionalInt.empty(), 0)) {
            served.predict(batch(served, file)); // the first batch of a size takes longer
            measured = measure(served, file);
            side = served.side();
        }
        Double direct = argument.isExported()
                ? OnnxLoop.imagesPerSecond(model, side, batchSize, Duration.ofSeconds(seconds))
                : null;
        spec.commandLine().getOut().println(json.isGiven() ? json(measured, direct) : text(measured, direct));
        spec.commandLine().getOut().flush();
        return ExitCode.OK;
    }

    private String json(Measured measured, @Nullable Double direct) {
        ObjectNode document = new JsonMapper()
                .createObjectNode()
                .put("batch_size", batchSize)
                .put("images", measured.images)
                .put("images_per_second", measured.whole())
                .put("model_images_per_second", measured.alone());
        if (direct != null) {
            document.put("onnx_runtime_images_per_second", direct);
        }
        return document.toPrettyString();
    }

    private String text(Measured measured, @Nullable Double direct) {
        String text = String.format(
                Locale.ROOT,
                "%.1f images/s in batches of %d; %.1f by the model alone",
                measured.whole(),
                batchSize,
                measured.alone());
        return direct == null
                ? text
                : text + String.format(Locale.ROOT, "; %.1f by ONNX Runtime called directly", direct);
    }

    /** Sums over the batches. */
    private record Measured(long images, double decodingSeconds, double modelSeconds) {

        /** Images per second. */
        double whole() {
            return images / (decodingSeconds + modelSeconds);
        }

        /** Images per second without decoding and scaling. */
        double alone() {
            return images / modelSeconds;
        }
    }

    private Measured measure(ServedModel served, byte[] file) {
        long images = 0;
        long decoding = 0;
        long computing = 0;
        long begin = System.nanoTime();
        while (System.nanoTime() - begin < seconds * 1_000_000_000L) {
            long decodingBegin = System.nanoTime();
            List<RgbImage> batch = batch(served, file);
            long modelBegin = System.nanoTime();
            served.predict(batch);
            decoding += modelBegin - decodingBegin;
            computing += System.nanoTime() - modelBegin;
            images += batchSize;
        }
        return new Measured(images, decoding * 1e-9, computing * 1e-9);
    }

    private List<RgbImage> batch(ServedModel served, byte[] file) {
        ImageDecoder decoder = new ImageDecoder(ImageDecoder.Settings.DEFAULT.withOrientation(served.turnsPhotos()));
        List<RgbImage> batch = new ArrayList<>();
        for (int i = 0; i < batchSize; i++) {
            batch.add(served.prepare(decoder.decode(file, image.toString())));
        }
        return batch;
    }
}
