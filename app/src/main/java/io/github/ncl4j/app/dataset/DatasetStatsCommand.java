package io.github.ncl4j.app.dataset;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.ncl4j.app.option.JsonOption;
import io.github.ncl4j.app.output.StagedOutput;
import io.github.ncl4j.config.EvaluateConfig.ShotProtocol;
import io.github.ncl4j.config.ExperimentConfig;
import io.github.ncl4j.config.ExperimentFile;
import io.github.ncl4j.data.ClassTable;
import io.github.ncl4j.data.Datasets;
import io.github.ncl4j.dataset.ClassCounts;
import io.github.ncl4j.report.ClassCountChart;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows what a configuration's data look like to the trainer, long tail included, or what a list of images holds. */
@Command(
        name = "stats",
        description =
                "Shows the images of each class, the imbalance factor, the Gini coefficient and the shot groups: of the"
                        + " training and the validation data of a configuration, of an annotation file, or of a list of images.")
final class DatasetStatsCommand implements Callable<Integer> {

    @Parameters(
            index = "0",
            paramLabel = "FILE",
            description =
                    "a configuration; annotations or counts by class (.json); or a list with lines 'path label' (.txt,"
                            + " .txt.gz)")
    private Path file;

    @Parameters(
            index = "1..*",
            arity = "0..*",
            paramLabel = "KEY=VALUE",
            description = "settings that replace those of a configuration, for example data.path=/data")
    private List<String> overrides = List.of();

    @Option(
            names = "--plot",
            paramLabel = "PNG",
            description = "draw the (training) images per class, on a logarithmic scale, into a new file")
    private @Nullable Path plot;

    @Mixin
    private JsonOption json;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        List<ClassStatistics> parts = ClassCounts.isList(file) ? listed() : configured();
        if (plot != null) {
            try (StagedOutput output = StagedOutput.at(plot)) {
                ClassCountChart.write(parts.get(0).table(), output.draft());
                output.finish();
            }
        }
        PrintWriter out = spec.commandLine().getOut();
        if (json.isGiven()) {
            ObjectNode document = JsonNodeFactory.instance.objectNode();
            ArrayNode array = document.putArray("parts");
            parts.forEach(part -> array.add(part.json()));
            out.println(document.toPrettyString());
        } else {
            for (int i = 0; i < parts.size(); i++) {
                out.println((i > 0 ? "\n" : "") + parts.get(i).name());
                out.print(parts.get(i).text());
            }
        }
        out.flush();
        return 0;
    }

    private List<ClassStatistics> listed() {
        if (!overrides.isEmpty()) {
            throw new ParameterException(
                    spec.commandLine(), "settings such as " + overrides.get(0) + " belong to a configuration only");
        }
        return List.of(new ClassStatistics(file.toString(), ClassCounts.read(file), ShotProtocol.POOLED));
    }

    private List<ClassStatistics> configured() {
        ExperimentConfig config = ExperimentFile.load(file, overrides);
        Datasets datasets = Datasets.open(config.data(), config.seed());
        return List.of(
                new ClassStatistics(
                        "training",
                        ClassTable.of(datasets.train()),
                        config.evaluate().protocol()),
                new ClassStatistics("validation", ClassTable.of(datasets.validation()), null));
    }
}
