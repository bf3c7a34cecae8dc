package io.github.ncl4j.app;

import io.github.ncl4j.app.output.StandardOutputException;
import io.github.ncl4j.app.process.Logging;
import io.github.ncl4j.config.ConfigException;
import io.github.ncl4j.image.FileNames;
import io.github.ncl4j.image.UnreadableImageException;
import io.github.ncl4j.image.UserException;
import io.github.ncl4j.run.TrainingException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** The one place where what went wrong becomes a message for the user and an exit code. */
final class Failures implements IExecutionExceptionHandler, IParameterExceptionHandler {

    /** A shell's number for SIGPIPE, by which Unix tools end in silence when nobody reads them any more; Java ignores that signal. */
    static final int CLOSED_PIPE = 128 + 13;

    private static final Pattern DASHED_SETTING =
            Pattern.compile("--?(?<setting>(?<key>[A-Za-z]\\w*(\\.\\w+)+|seed|name)(?<value>=.*)?)", Pattern.DOTALL);

    @Override
    public int handleParseException(ParameterException e, String[] arguments) {
        CommandLine command = e.getCommandLine();
        PrintWriter err = command.getErr();
        boolean commandIsMissing = !command.getSubcommands().isEmpty() && !(e instanceof UnmatchedArgumentException);
        if (commandIsMissing) {
            command.usage(err);
        }
        err.println("ncl4j: " + e.getMessage());
        // picocli keeps the text of the exception only.
        if (String.valueOf(e.getMessage()).contains(InvalidPathException.class.getSimpleName())) {
            err.println(FileNames.explain(new InvalidPathException(String.valueOf(e.getValue()), "it is no path")));
        }
        String setting = e instanceof UnmatchedArgumentException unmatched ? setting(unmatched) : null;
        if (setting == null) {
            UnmatchedArgumentException.printSuggestions(e, err);
        } else {
            err.println("Settings have no dashes: write " + setting);
        }
        if (!commandIsMissing) {
            err.println("See '" + command.getCommandSpec().qualifiedName() + " --help'.");
        }
        return ExitCode.USAGE;
    }

    /** A setting that was written like an option, as it is written; null if the command takes none, or something else is wrong. */
    private static @Nullable String setting(UnmatchedArgumentException e) {
        boolean takesSettings = e.getCommandLine().getCommandSpec().positionalParameters().stream()
                .anyMatch(parameter -> parameter.paramLabel().contains("KEY=VALUE"));
        Matcher matcher = DASHED_SETTING.matcher(e.getUnmatched().get(0));
        if (!takesSettings || !matcher.matches()) {
            return null;
        }
        return matcher.group("value") == null ? matcher.group("key") + "=VALUE" : matcher.group("setting");
    }

    @Override
    public int handleExecutionException(Exception e, CommandLine command, ParseResult parsed) {
        int exitCode = report(e, command.getErr());
        if (e instanceof TrainingException training) {
            printOptions(training.remedies(), command);
        }
        return exitCode;
    }

    /** The library speaks of runs and folders; which options stand for them is the command's. */
    private static void printOptions(List<TrainingException.Remedy> remedies, CommandLine command) {
        List<String> options = remedies.stream()
                .map(remedy -> switch (remedy) {
                    case RESUME -> "--resume";
                    case OTHER_FOLDER -> "--output";
                })
                .filter(command.getCommandSpec().optionsMap()::containsKey)
                .map(option -> option.equals("--resume") ? "--resume auto" : option + " DIR")
                .toList();
        if (!options.isEmpty()) {
            command.getErr().println("Options for that: " + String.join(", ", options));
        }
    }

    /** Says what went wrong, as short as its kind allows, and returns the exit code. */
    int report(Throwable e, PrintWriter err) {
        if (e instanceof StandardOutputException output && output.isClosedPipe()) {
            return CLOSED_PIPE;
        }
        if (e instanceof ConfigException wrong) {
            int count = wrong.problems().size();
            err.println("ncl4j: the configuration has " + (count == 1 ? "a problem:" : count + " problems:"));
            err.println(wrong.getMessage());
        } else {
            err.println("ncl4j: " + message(e));
        }
        if (Logging.isDebug()) {
            e.printStackTrace(err);
        }
        return e instanceof ConfigException ? ExitCode.USAGE : ExitCode.SOFTWARE;
    }

    private static String message(Throwable e) {
        if (e instanceof UnreadableImageException) {
            return e.getMessage()
                    + "; the setting 'data.on_bad_image: skip' leaves such images out, and 'ncl4j dataset check'"
                    + " lists them";
        }
        if (e instanceof UserException && e.getMessage() != null) {
            return e.getMessage();
        }
        if (e instanceof UncheckedIOException && e.getCause() instanceof IOException cause) {
            boolean saysMore = !cause.toString().equals(e.getMessage());
            return saysMore ? e.getMessage() + ": " + message(cause) : message(cause);
        }
        if (e instanceof IOException problem) {
            return fileProblem(problem);
        }
        if (e instanceof InvalidPathException wrong) {
            return FileNames.explain(wrong);
        }
        if (e instanceof OutOfMemoryError) {
            return "the Java heap is full (" + Runtime.getRuntime().maxMemory() / (1 << 20)
                    + " MB); give it more, for example with NCL4J_JAVA_OPTS=-Xmx8g";
        }
        // Errors of the engine end in a C++ stack.
        String what = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
        return "unexpected " + e.getClass().getSimpleName() + ": " + what + " (--debug shows where)";
    }

    private static String fileProblem(IOException e) {
        if (e instanceof NoSuchFileException) {
            return "there is no file " + e.getMessage();
        }
        if (e instanceof AccessDeniedException) {
            return "no permission for " + e.getMessage();
        }
        if (e instanceof FileAlreadyExistsException) {
            return e.getMessage() + " exists already";
        }
        return String.valueOf(e.getMessage());
    }
}
