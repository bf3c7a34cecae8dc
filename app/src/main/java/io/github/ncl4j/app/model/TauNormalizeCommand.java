package io.github.ncl4j.app.model;

import io.github.ncl4j.app.option.OptionRange;
import io.github.ncl4j.app.output.StagedOutput;
import io.github.ncl4j.app.trained.CheckpointArgument;
import io.github.ncl4j.model.TauNormalization;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Normalises the classifiers of a checkpoint. */
@Command(
        name = "tau-normalize",
        description = {
            "Divides the weights of each class in the linear classifiers by their length to the power TAU, and drops the bias"
                    + " (Kang et al., ICLR 2020), which favours classes with few images without any training.",
            "TAU is chosen on images that are not the test's."
        })
public final class TauNormalizeCommand implements Callable<Integer> {

    @Parameters(
            index = "0",
            paramLabel = "RUN|CHECKPOINT",
            description = "a run directory, for its last checkpoint, or a checkpoint file")
    private Path checkpoint;

    private double tau;

    @Option(names = "--output", paramLabel = "FILE", required = true, description = "the new checkpoint")
    private Path output;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--tau",
            paramLabel = "TAU",
            required = true,
            description = "0 leaves the lengths as they are, 1 makes them all alike")
    void setTau(double value) {
        tau = OptionRange.requireNotNegative(spec, "--tau", value);
    }

    @Override
    public Integer call() throws IOException {
        try (StagedOutput result = StagedOutput.at(output)) {
            TauNormalization.write(CheckpointArgument.resolve(checkpoint), tau, result.draft());
            result.finish();
            spec.commandLine().getOut().println(output);
            spec.commandLine().getOut().flush();
        }
        return 0;
    }
}
