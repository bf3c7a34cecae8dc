package io.github.ncl4j.app.dataset;

import io.github.ncl4j.app.option.OptionRange;
import io.github.ncl4j.app.output.ProgressDisplay;
import io.github.ncl4j.augment.Pipeline;
import io.github.ncl4j.config.DataConfig;
import io.github.ncl4j.config.ExperimentConfig;
import io.github.ncl4j.config.ExperimentFile;
import io.github.ncl4j.data.Datasets;
import io.github.ncl4j.data.Preparations;
import io.github.ncl4j.dataset.CheckReport;
import io.github.ncl4j.dataset.CheckedPart;
import io.github.ncl4j.dataset.DatasetCheck;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Looks for what would spoil a run before the run is started. */
@Command(
        name = "check",
        description = {
            "Reads every image, and lists files that are missing or broken, images that are there twice or in more than one"
                    + " part, classes without images, and the images' sizes.",
            "Exit code 1 if anything was found that spoils training or its evaluation; duplicates within one class are only"
                    + " listed."
        })
final class DatasetCheckCommand implements Callable<Integer> {

    @Parameters(
            arity = "1..*",
            paramLabel = "FILE",
            description = "annotation files (.json), the training images' first; or a configuration, with settings that"
                    + " replace the file's, for example data.path=/data")
    private List<String> files;

    @Option(
            names = "--workers",
            paramLabel = "N",
            description = "threads that read images (default: as many as there are processors)")
    private @Nullable Integer workers;

    @Option(names = "--json", defaultValue = "false", description = "print one JSON document, with every finding")
    private boolean json;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        int threads = OptionRange.require(
                spec, "--workers", workers == null ? Runtime.getRuntime().availableProcessors() : workers, 1, 1024);
        List<CheckedPart> parts = files.get(0).endsWith(".json")
                ? annotated(files.stream().map(Path::of).toList())
                : configured();
        CheckReport report = check(parts, threads);
        PrintWriter out = spec.commandLine().getOut();
        out.print(json ? report.json() + "\n" : report.text());
        out.flush();
        return report.isClean() ? 0 : 1;
    }

    private static CheckReport check(List<CheckedPart> parts, int threads) throws InterruptedException {
        long images = parts.stream().mapToLong(part -> part.images().size()).sum();
        try (ProgressDisplay progress = ProgressDisplay.of("check", images)) {
            return DatasetCheck.run(parts, threads, () -> {
                synchronized (progress) {
                    progress.advance(1, "");
                }
            });
        }
    }

    private static List<CheckedPart> annotated(List<Path> annotations) {
        return annotations.stream().map(CheckedPart::of).toList();
    }

    private List<CheckedPart> configured() {
        ExperimentConfig config = ExperimentFile.load(Path.of(files.get(0)), files.subList(1, files.size()));
        DataConfig data = config.data();
        if (data.format() == DataConfig.Format.ANNOTATIONS) {
            Preparations preparations = Pipeline.preparations(config);
            return List.of(
                    CheckedPart.of(Objects.requireNonNull(data.trainAnnotations()), preparations.training()),
                    CheckedPart.of(Objects.requireNonNull(data.validationAnnotations()), preparations.validation()));
        }
        Datasets datasets = Datasets.open(data, config.seed());
        return List.of(
                CheckedPart.of("training", datasets.train()), CheckedPart.of("validation", datasets.validation()));
    }
}
