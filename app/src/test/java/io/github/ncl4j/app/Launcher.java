package io.github.ncl4j.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Starts {@code ./ncl4j} as a user does. */
final class Launcher {

    static final Path SCRIPT = Path.of(System.getProperty("ncl4j.root"), "ncl4j");

    /** So short a life does not pay for the second compiler. */
    static final String SHORT_LIFE = "-XX:TieredStopAtLevel=1";

    private Launcher() {}

    /** What a process left. */
    record Finished(int exitCode, String out, String err) {}

    /** A process and the files that its output goes to. */
    record Running(Process process, Path out, Path err) {

        Finished await() throws IOException, InterruptedException {
            return new Finished(process.waitFor(), Files.readString(out), Files.readString(err));
        }
    }

    /** Runs a command to its end, in a working directory. */
    static Finished run(Path directory, String... arguments) throws IOException, InterruptedException {
        return run(directory, Map.of(), SCRIPT, arguments);
    }

    /** Runs a command to its end, with changes to the environment, through this or another name of the script. */
    static Finished run(Path directory, Map<String, String> environment, Path script, String... arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(script.toString()));
        command.addAll(List.of(arguments));
        return start(directory, environment, command).await();
    }

    /** Starts a command. */
    static Running start(Path directory, Map<String, String> environment, List<String> command) throws IOException {
        Path out = Files.createTempFile("ncl4j-out", ".txt");
        Path err = Files.createTempFile("ncl4j-err", ".txt");
        out.toFile().deleteOnExit();
        err.toFile().deleteOnExit();
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        // The JVM that runs the tests is the one that the launcher is to find.
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().remove("JAVA_TOOL_OPTIONS");
        if (!environment.containsKey("NCL4J_JAVA_OPTS")) {
            builder.environment().put("NCL4J_JAVA_OPTS", SHORT_LIFE + " " + SharedClasses.options());
        }
        builder.environment().putAll(environment);
        return new Running(builder.start(), out, err);
    }
}
