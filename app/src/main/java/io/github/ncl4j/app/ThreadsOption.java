package io.github.ncl4j.app;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** How many processors a command computes with. Java knows the limit of a container, which the engines do not. */
final class ThreadsOption {

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    private int count = Runtime.getRuntime().availableProcessors();

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "threads that compute on a CPU (default: the processors that this process may use)")
    void setCount(int value) {
        if (value < 1) {
            throw new ParameterException(spec.commandLine(), "--threads must be at least 1, not " + value);
        }
        count = value;
    }

    /** At least 1. */
    int count() {
        return count;
    }
}
