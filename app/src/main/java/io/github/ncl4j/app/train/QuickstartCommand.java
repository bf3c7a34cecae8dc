package io.github.ncl4j.app.train;

import io.github.ncl4j.app.option.DeviceOption;
import io.github.ncl4j.app.option.QuickstartConfig;
import io.github.ncl4j.config.ExperimentConfig;
import io.github.ncl4j.evaluate.Accuracy;
import io.github.ncl4j.evaluate.AccuracyTable;
import io.github.ncl4j.evaluate.Evaluation;
import io.github.ncl4j.image.UserException;
import io.github.ncl4j.run.Resume;
import io.github.ncl4j.run.RunDirectory;
import io.github.ncl4j.train.TrainingResult;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
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
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The main job on the built-in images: NCL beside plain cross-entropy, all else equal. */
@Command(
        name = "quickstart",
        description = "Trains NCL and plain cross-entropy on the built-in long-tailed images, and compares them.")
public final class QuickstartCommand implements Callable<Integer> {

    private static final List<String> LOSSES = List.of("cross-entropy", "ncl");

    @Option(
            names = "--output",
            paramLabel = "DIR",
            description = "the folder of both run directories (default: runs/quickstart/TIME)")
    private @Nullable Path output;

    @Parameters(
            arity = "0..*",
            paramLabel = "KEY=VALUE",
            description = "settings that replace those of configs/quickstart.yaml, for example train.epochs=2")
    private List<String> overrides = List.of();

    @Mixin
    private DeviceOption device;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        Path folder = output != null ? output : TrainingOptions.newRun("quickstart");
        requireNew(folder);
        Map<String, Evaluation> evaluations = new LinkedHashMap<>();
        for (String loss : LOSSES) {
            List<String> settings = new ArrayList<>(List.of("loss.type=" + loss));
            settings.addAll(overrides);
            ExperimentConfig config = QuickstartConfig.load(settings);
            TrainingResult result =
                    TrainingSession.run(config, folder.resolve(loss), new Resume.Never(), device.name(), loss);
            if (!result.finished()) {
                return ExitCode.SOFTWARE;
            }
            evaluations.put(loss, Objects.requireNonNull(result.evaluation()));
        }
        print(spec.commandLine().getOut(), folder, evaluations);
        return ExitCode.OK;
    }

    /** Both, before the first is trained; the message of a training would name an option that this command has not. */
    private static void requireNew(Path folder) {
        for (String loss : LOSSES) {
            if (RunDirectory.holdsRun(folder.resolve(loss))) {
                throw new UserException(folder.resolve(loss) + ": already holds a run; use another --output");
            }
        }
    }

    private static void print(PrintWriter out, Path folder, Map<String, Evaluation> evaluations) {
        Map<String, Accuracy> rows = new LinkedHashMap<>();
        evaluations.forEach((loss, evaluation) -> {
            rows.put(loss + ", ensemble", evaluation.ensemble());
            for (int k = 0; k < evaluation.experts().size(); k++) {
                rows.put(loss + ", expert " + (k + 1), evaluation.experts().get(k));
            }
        });
        int images = evaluations.values().iterator().next().images();
        out.printf(Locale.ROOT, "Accuracy on %d balanced test images, after the last epoch:%n%n", images);
        out.println(AccuracyTable.of(rows));
        out.println("Both models have the same experts, images, schedule and seed; they differ in the loss alone.");
        out.println();
        Path run = folder.resolve("ncl");
        out.println("What to do next:");
        out.println("  ./ncl4j evaluate " + run + " --json          every class, and what is taken for what");
        out.println("  ./ncl4j predict " + run + " IMAGE...         classify files");
        out.println("  ./ncl4j train configs/quickstart.yaml train.epochs=30      the same, for longer");
        out.println("  docs/guide/getting-started.md             your own images");
        out.flush();
    }
}
