package io.github.ncl4j.app.dataset;

import io.github.ncl4j.app.download.DownloadCommand;
import picocli.CommandLine.Command;

/** Groups the commands that look at data or change its form. */
@Command(
        name = "dataset",
        description =
                "Fetches data, looks at them, brings them into the form that training reads, and makes them long-tailed.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            DatasetStatsCommand.class,
            DatasetCheckCommand.class,
            MakeLongTailCommand.class,
            FromFolderCommand.class,
            FromListCommand.class,
            ReplaceRootCommand.class,
            ConvertTfRecordsCommand.class,
            DownloadCommand.class
        })
public final class DatasetCommand {}
