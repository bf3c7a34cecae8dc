package io.github.ncl4j.app.option;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** How many processors a command computes with. Java knows the limit of a container, which the engines do not. */
public final class ThreadsOption {

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    private int count = Runtime.getRuntime().availableProcessors();

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "threads that compute on a CPU (default: the processors that this process may use)")
    void setCount(int value) {
        count = OptionRange.requirePositive(spec, "--threads", value);
    }

    /** At least 1. */
    public int count() {
        return count;
    }
}
