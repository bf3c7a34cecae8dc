package io.github.ncl4j.bench;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.ncl4j.app.input.PhotoFolder;
import io.github.ncl4j.app.option.JsonOption;
import io.github.ncl4j.app.option.QuickstartConfig;
import io.github.ncl4j.bench.LoaderBenchmark.Speed;
import io.github.ncl4j.config.ExperimentConfig;
import io.github.ncl4j.config.ExperimentFile;
import io.github.ncl4j.image.ImageDecoder;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Measures how fast training images come, with one worker and with more. */
@Command(
        name = "loader",
        description = {
            "Measures how many training images per second the loader makes, with one worker and with more.",
            "A folder is searched for photos, which go through the recipe imagenet-randcls unless settings say otherwise."
        })
final class LoaderBenchCommand implements Runnable {

    private static final String PHOTOS =
            "data: {format: built-in}\ntrain: {epochs: 1}\naugment: {recipe: imagenet-randcls}\n";

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "CONFIG|FOLDER",
            description = "a configuration, or a folder with photos (default: the configuration of quickstart)")
    private @Nullable Path source;

    @Parameters(
            index = "1..*",
            arity = "0..*",
            paramLabel = "KEY=VALUE",
            description = "settings that replace the configuration's, for example augment.recipe=cifar")
    private List<String> overrides = List.of();

    @Option(names = "--workers", split = ",", defaultValue = "1,2", description = "numbers of workers to measure")
    private List<Integer> workers = List.of();

    @Option(
            names = "--seconds",
            defaultValue = "5",
            description = "for each measurement, in turns, after as long a warm-up")
    private double seconds;

    @Mixin
    private JsonOption json;

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        if (!(seconds > 0 && seconds <= 3600) || workers.stream().anyMatch(each -> each < 1 || each > 1024)) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--seconds must be above 0 and at most 3600, and each of --workers at least 1 and at most 1024");
        }
        LoaderBenchmark benchmark = benchmark();
        LoaderBenchmark.Shares shares = benchmark.shares(seconds);
        LoaderBenchmark.Speeds speeds = benchmark.speeds(workers, seconds);
        PrintWriter out = spec.commandLine().getOut();
        if (json.isGiven()) {
            out.println(json(benchmark, shares, speeds).toPrettyString());
        } else {
            print(out, benchmark, shares, speeds);
        }
        out.flush();
    }

    private LoaderBenchmark benchmark() {
        if (source == null) {
            return LoaderBenchmark.of(QuickstartConfig.load(overrides));
        } else if (Files.isDirectory(source)) {
            try {
                ExperimentConfig config = ExperimentFile.parse(PHOTOS, "bench", overrides);
                return LoaderBenchmark.of(PhotoFolder.open(source, config.data().turnsPhotos()), config);
            } catch (IOException e) {
                throw new ParameterException(spec.commandLine(), source + ": cannot be read: " + e.getMessage(), e);
            }
        }
        return LoaderBenchmark.of(ExperimentFile.load(source, overrides));
    }

    private static void print(
            PrintWriter out, LoaderBenchmark benchmark, LoaderBenchmark.Shares shares, LoaderBenchmark.Speeds speeds) {
        out.printf(
                Locale.ROOT,
                "%d images, batches of %d, %d view(s) of %d x %d pixels%n",
                benchmark.images(),
                benchmark.batchSize(),
                benchmark.views(),
                benchmark.width(),
                benchmark.height());
        out.println("JPEG decoder: " + new ImageDecoder().name());
        out.printf(
                Locale.ROOT,
                "on one thread, with whole images: %.0f %% reading and decoding, %.0f %% augmenting%n",
                100 * shares.reading(),
                100 * shares.augmenting());
        out.println("workers  images/s  gain   threads without loader  gain");
        for (int count : speeds.turns().keySet()) {
            out.printf(
                    Locale.ROOT,
                    "%7d %9.0f %5.2f %24.0f %5.2f%n",
                    count,
                    speeds.median(count, Speed::loaded),
                    speeds.gain(count, Speed::loaded),
                    speeds.median(count, Speed::alone),
                    speeds.gain(count, Speed::alone));
        }
    }

    private static ObjectNode json(
            LoaderBenchmark benchmark, LoaderBenchmark.Shares shares, LoaderBenchmark.Speeds speeds) {
        ObjectNode root = new JsonMapper().createObjectNode();
        root.put("images", benchmark.images())
                .put("batch_size", benchmark.batchSize())
                .put("views", benchmark.views())
                .put("width", benchmark.width())
                .put("height", benchmark.height())
                .put("jpeg_decoder", new ImageDecoder().name())
                .put("reading_share", shares.reading())
                .put("augmenting_share", shares.augmenting());
        for (int count : speeds.turns().keySet()) {
            root.withArray("speeds")
                    .addObject()
                    .put("workers", count)
                    .put("images_per_second", speeds.median(count, Speed::loaded))
                    .put("gain", speeds.gain(count, Speed::loaded))
                    .put("without_loader", speeds.median(count, Speed::alone))
                    .put("gain_without_loader", speeds.gain(count, Speed::alone));
        }
        return root;
    }
}
