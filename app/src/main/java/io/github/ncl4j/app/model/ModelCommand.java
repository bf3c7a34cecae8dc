package io.github.ncl4j.app.model;

import io.github.ncl4j.app.download.ModelDownloadCommand;
import picocli.CommandLine.Command;

/** Groups the commands that bring weights in and out. */
@Command(
        name = "model",
        description = "Brings weights in from PyTorch, and out to it, and fetches pretrained ones.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {ImportCommand.class, ExportCommand.class, TauNormalizeCommand.class, ModelDownloadCommand.class})
public final class ModelCommand {}
