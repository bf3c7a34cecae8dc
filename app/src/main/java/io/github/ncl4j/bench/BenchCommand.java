package io.github.ncl4j.bench;

import picocli.CommandLine.Command;

/** Groups the commands that measure speed. */
@Command(
        name = "bench",
        description = "Measures speed on this machine.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            LoaderBenchCommand.class,
            StepBenchCommand.class,
            PredictBenchCommand.class,
            ExchangeBenchCommand.class,
            ScalingBenchCommand.class
        })
public final class BenchCommand {}
