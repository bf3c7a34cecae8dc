package io.github.ncl4j.app;

import io.github.ncl4j.config.ExperimentConfig;
import io.github.ncl4j.config.file.ExperimentFile;
import io.github.ncl4j.report.Comparison;
import io.github.ncl4j.report.ComparisonPage;
import io.github.ncl4j.report.RunFiles;
import io.github.ncl4j.run.Resume;
import io.github.ncl4j.run.RunDirectory;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
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

/** Sets configurations beside each other, over several seeds. */
@Command(
        name = "compare",
        description =
                "Trains configurations, each with several seeds, or reads runs that are finished, and sets them beside each other:"
                        + " means and deviations over seeds, and whether differences are beyond the noise of the test images. Runs"
                        + " that differ in the seed alone are one row.")
final class CompareCommand implements Callable<Integer> {

    @Parameters(
            arity = "1..*",
            paramLabel = "CONFIG|RUN|KEY=VALUE",
            description =
                    "configurations to train, run directories to read, and settings that replace those of the configurations")
    private List<String> arguments;

    @Option(
            names = "--seeds",
            paramLabel = "SEED",
            split = ",",
            defaultValue = "1,2,3",
            description = "the seeds that each configuration is trained with")
    private List<Long> seeds;

    @Option(
            names = "--output",
            paramLabel = "DIR",
            description =
                    "where runs go, as NAME/seed-SEED, and compare.html; runs that are there already are read, or gone on with"
                            + " (default: runs/compare/TIME; without a configuration nothing is written)")
    private @Nullable Path output;

    @Option(names = "--png", paramLabel = "FILE", description = "also draw the table into a PNG file")
    private @Nullable Path picture;

    @Option(names = "--json", defaultValue = "false", description = "print one JSON document")
    private boolean json;

    @Mixin
    private DeviceOption device;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        List<Path> configs = new ArrayList<>();
        List<Path> folders = new ArrayList<>();
        List<String> overrides = new ArrayList<>();
        sort(configs, folders, overrides);
        List<RunFiles> runs = new ArrayList<>();
        Path folder = output;
        if (!configs.isEmpty() && folder == null) {
            folder = TrainingOptions.newRun("compare");
        }
        List<ExperimentConfig> experiments = experiments(configs, overrides);
        List<RunFiles> given = folders.stream().map(RunFiles::read).toList();
        requireDistinct(configs, experiments, given);
        requireFolder(picture);
        for (ExperimentConfig config : experiments) {
            RunFiles run = trained(config, folder);
            if (run == null) {
                return ExitCode.SOFTWARE;
            }
            runs.add(run);
        }
        runs.addAll(given);
        print(Comparison.of(runs), folder);
        return ExitCode.OK;
    }

    private void sort(List<Path> configs, List<Path> folders, List<String> overrides) {
        for (String argument : arguments) {
            Path path = Path.of(argument);
            if (argument.contains("=") && !Files.exists(path)) {
                overrides.add(argument);
            } else {
                (RunDirectory.holdsRun(path) ? folders : configs).add(path);
            }
        }
        if (configs.isEmpty() && folders.isEmpty()) {
            throw new ParameterException(spec.commandLine(), "name at least one configuration or run directory");
        }
        if (configs.isEmpty() && !overrides.isEmpty()) {
            throw new ParameterException(
                    spec.commandLine(), "settings such as " + overrides.get(0) + " belong to configurations only");
        }
    }

    /** All of them are read before the first is trained, so that a mistake in the last costs nothing. */
    private List<ExperimentConfig> experiments(List<Path> configs, List<String> overrides) {
        List<ExperimentConfig> experiments = new ArrayList<>();
        for (Path config : configs) {
            for (long seed : seeds) {
                List<String> settings = new ArrayList<>(overrides);
                settings.add("seed=" + seed);
                experiments.add(ExperimentFile.load(config, settings));
            }
        }
        return experiments;
    }

    /** One run twice would be two results without a deviation, and two configurations in one folder would be one run. */
    private void requireDistinct(List<Path> configs, List<ExperimentConfig> experiments, List<RunFiles> given) {
        if (!configs.isEmpty() && new HashSet<>(seeds).size() < seeds.size()) {
            throw new ParameterException(
                    spec.commandLine(), "--seeds has a seed twice: " + seeds + "; each trains one run");
        }
        Map<String, Path> byName = new HashMap<>();
        for (int i = 0; i < configs.size(); i++) {
            String name = experiments.get(i * seeds.size()).name();
            Path before = byName.putIfAbsent(name.toLowerCase(Locale.ROOT), configs.get(i));
            if (before != null) {
                throw new ParameterException(
                        spec.commandLine(),
                        before + " and " + configs.get(i) + " have the same name '" + name
                                + "', so that their runs would share a folder; give one of them another name");
            }
        }
        Comparison.requireDistinct(given);
        for (RunFiles run : given) {
            if (experiments.contains(run.config())) {
                throw new ParameterException(
                        spec.commandLine(),
                        run.folder()
                                + " is a run of a configuration and seed that is also to be trained; leave one out");
            }
        }
    }

    private void requireFolder(@Nullable Path file) {
        Path parent = file == null ? null : file.toAbsolutePath().getParent();
        if (parent != null && !Files.isDirectory(parent)) {
            throw new ParameterException(
                    spec.commandLine(), "--png " + file + ": there is no folder " + parent + "; make it first");
        }
    }

    /** A run that is finished; null if it was stopped. */
    private @Nullable RunFiles trained(ExperimentConfig config, @Nullable Path folder) {
        Path run = Objects.requireNonNull(folder).resolve(config.name()).resolve("seed-" + config.seed());
        if (RunDirectory.holdsRun(run)) {
            RunFiles files = RunFiles.read(run);
            if (files.isFinished() && files.config().equals(config)) {
                return files;
            }
        }
        String label = config.name() + ", seed " + config.seed();
        return TrainingSession.run(config, run, new Resume.Auto(), device.name(), label)
                        .finished()
                ? RunFiles.read(run)
                : null;
    }

    private void print(Comparison comparison, @Nullable Path folder) throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(comparison.json().toPrettyString());
        } else {
            out.print(comparison.text());
        }
        if (folder != null) {
            Files.createDirectories(folder);
            Path page = folder.resolve("compare.html");
            ComparisonPage.of(comparison).write(page);
            if (!json) {
                out.println(page);
            }
        }
        if (picture != null) {
            comparison.writePicture(picture);
        }
        out.flush();
    }
}
