package io.github.ncl4j.app;

import picocli.CommandLine.Command;

/** Groups the commands that look at data or change its form. */
@Command(
        name = "dataset",
        description = "Looks at data, and makes it long-tailed.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {DatasetStatsCommand.class, MakeLongTailCommand.class})
final class DatasetCommand {}
