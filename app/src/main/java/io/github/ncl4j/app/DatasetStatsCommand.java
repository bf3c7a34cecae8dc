package io.github.ncl4j.app;

import io.github.ncl4j.config.ExperimentConfig;
import io.github.ncl4j.data.ClassTable;
import io.github.ncl4j.data.Datasets;
import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Shows what a configuration's data look like to the trainer, long tail included. */
@Command(
        name = "stats",
        description = "Shows the images of each class, in the training and in the validation data of a configuration.")
final class DatasetStatsCommand implements Runnable {

    @Mixin
    private ExperimentArguments experiment;

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        ExperimentConfig config = experiment.load();
        Datasets datasets = Datasets.open(config.data(), config.seed());
        PrintWriter out = spec.commandLine().getOut();
        out.println("training");
        out.println(ClassTable.of(datasets.train()).text());
        out.println("validation");
        out.print(ClassTable.of(datasets.validation()).text());
        out.flush();
    }
}
