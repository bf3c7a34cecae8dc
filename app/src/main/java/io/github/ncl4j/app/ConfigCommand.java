package io.github.ncl4j.app;

import picocli.CommandLine.Command;

/** Groups the commands about configurations. */
@Command(
        name = "config",
        description = "Shows what configurations mean.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = TranslateCommand.class)
final class ConfigCommand {}
