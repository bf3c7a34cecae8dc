package io.github.ncl4j.app.train;

import io.github.ncl4j.app.option.ExperimentArguments;
import io.github.ncl4j.config.ExperimentFile;
import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Prints a configuration in this project's form, whichever form it has. */
@Command(
        name = "translate",
        description = {
            "Prints a configuration with every key and its value: one of the reference implementation (upper-case keys) in"
                    + " ncl4j's form, ready to be saved and trained.",
            "Keys of the reference that have no effect are listed on standard error. Paths are printed as they are given;"
                    + " nothing need be there."
        })
final class TranslateCommand implements Runnable {

    @Mixin
    private ExperimentArguments experiment;

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        PrintWriter out = spec.commandLine().getOut();
        out.print(ExperimentFile.write(experiment.load()));
        out.flush();
    }
}
