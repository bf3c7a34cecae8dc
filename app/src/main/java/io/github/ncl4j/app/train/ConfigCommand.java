package io.github.ncl4j.app.train;

import picocli.CommandLine.Command;

/** Groups the commands about configurations. */
@Command(
        name = "config",
        description = "Shows what configurations mean.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = TranslateCommand.class)
public final class ConfigCommand {}
