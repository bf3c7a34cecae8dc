package io.github.ncl4j.app;

import io.github.ncl4j.app.dataset.DatasetCommand;
import io.github.ncl4j.app.model.ModelCommand;
import io.github.ncl4j.app.model.WeightsFormat;
import io.github.ncl4j.app.option.EnumConverter;
import io.github.ncl4j.app.option.PathConverter;
import io.github.ncl4j.app.output.ResultStream;
import io.github.ncl4j.app.output.StandardOutputException;
import io.github.ncl4j.app.predict.EmbedCommand;
import io.github.ncl4j.app.predict.EvaluateCommand;
import io.github.ncl4j.app.predict.PredictCommand;
import io.github.ncl4j.app.predict.PriorOptions;
import io.github.ncl4j.app.predict.ServeCommand;
import io.github.ncl4j.app.process.Logging;
import io.github.ncl4j.app.process.Version;
import io.github.ncl4j.app.train.CompareCommand;
import io.github.ncl4j.app.train.ConfigCommand;
import io.github.ncl4j.app.train.LaunchCommand;
import io.github.ncl4j.app.train.LaunchPipe;
import io.github.ncl4j.app.train.QuickstartCommand;
import io.github.ncl4j.app.train.ReportCommand;
import io.github.ncl4j.app.train.TrainCommand;
import io.github.ncl4j.bench.BenchCommand;
import io.github.ncl4j.config.DataConfig;
import io.github.ncl4j.dataset.ImageFileFormat;
import io.github.ncl4j.dataset.ImageList;
import io.github.ncl4j.dataset.PublishedDataset;
import io.github.ncl4j.model.PublishedWeights;
import io.github.ncl4j.onnx.InputForm;
import io.github.ncl4j.onnx.WeightStorage;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExecutionException;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;
import picocli.CommandLine.ScopeType;

/** The command {@code ncl4j}. Exit codes: 0 done, 1 failed, 2 wrong usage or configuration, 141 the reader of its output has left. */
@Command(
        name = "ncl4j",
        description = "Nested collaborative learning for long-tailed image classification.",
        subcommands = {
            QuickstartCommand.class,
            TrainCommand.class,
            LaunchCommand.class,
            EvaluateCommand.class,
            ReportCommand.class,
            CompareCommand.class,
            PredictCommand.class,
            EmbedCommand.class,
            ServeCommand.class,
            ConfigCommand.class,
            DatasetCommand.class,
            ModelCommand.class,
            BenchCommand.class
        },
        versionProvider = Version.class,
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        scope = ScopeType.INHERIT,
        synopsisSubcommandLabel = "COMMAND",
        commandListHeading = "%nCommands:%n",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done",
            "1:failed",
            "2:wrong usage or configuration",
            "141:whoever read the output left early, as head does; nothing more is said"
        })
public final class Main {

    Main() {}

    @Option(
            names = "--debug",
            description = "log more, and show the stack trace of a failure",
            defaultValue = "false",
            scope = ScopeType.INHERIT)
    void setDebug(boolean debug) {
        Logging.setDebug(debug);
    }

    /** Runs one command and ends the process with its exit code. */
    public static void main(String[] arguments) {
        // Libraries too print numbers that programs read.
        Locale.setDefault(Locale.ROOT);
        PrintWriter out = ResultStream.standardOutput();
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        if (Boolean.getBoolean(LaunchPipe.PROPERTY)) {
            LaunchPipe.watch(System.in);
        }
        System.exit(run(out, err, arguments));
    }

    /**
     * Runs one command.
     *
     * @param out where results go
     * @param err where everything else goes
     * @return the exit code
     */
    static int run(PrintWriter out, PrintWriter err, String... arguments) {
        Failures failures = new Failures();
        CommandLine commandLine = new CommandLine(new Main())
                .setOut(out)
                .setErr(err)
                .registerConverter(Path.class, new PathConverter())
                .registerConverter(ImageList.Several.class, new EnumConverter<>(ImageList.Several.class))
                // A file may be called @photo.png; nobody asked for files of arguments.
                .setExpandAtFiles(false)
                .registerConverter(DataConfig.Format.class, new EnumConverter<>(DataConfig.Format.class))
                .registerConverter(DataConfig.Profile.class, new EnumConverter<>(DataConfig.Profile.class))
                .registerConverter(EvaluateCommand.View.class, new EnumConverter<>(EvaluateCommand.View.class))
                .registerConverter(PriorOptions.Source.class, new EnumConverter<>(PriorOptions.Source.class))
                .registerConverter(DataConfig.Selection.class, new EnumConverter<>(DataConfig.Selection.class))
                .registerConverter(ImageFileFormat.class, new EnumConverter<>(ImageFileFormat.class))
                .registerConverter(PublishedWeights.class, new EnumConverter<>(PublishedWeights.class))
                .registerConverter(WeightsFormat.class, new EnumConverter<>(WeightsFormat.class))
                .registerConverter(InputForm.class, new EnumConverter<>(InputForm.class))
                .registerConverter(WeightStorage.class, new EnumConverter<>(WeightStorage.class))
                .registerConverter(PublishedDataset.class, new EnumConverter<>(PublishedDataset.class))
                .setExecutionStrategy(parsed -> execute(parsed, out))
                .setExecutionExceptionHandler(failures)
                .setParameterExceptionHandler(failures);
        try {
            return commandLine.execute(arguments);
        } catch (OutOfMemoryError | LinkageError e) {
            return failures.report(e, err);
        }
    }

    /** Prints help, or runs the command; a result that cannot be printed whole is a failure like any other. */
    private static int execute(ParseResult parsed, PrintWriter out) {
        try {
            int exitCode = new RunLast().execute(parsed);
            out.flush();
            return exitCode;
        } catch (StandardOutputException e) {
            throw new ExecutionException(parsed.commandSpec().commandLine(), String.valueOf(e.getMessage()), e);
        }
    }
}
