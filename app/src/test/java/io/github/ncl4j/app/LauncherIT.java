package io.github.ncl4j.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Runs {@code ./ncl4j} as a user does. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the launcher is a POSIX shell script")
class LauncherIT {

    private static final Path LAUNCHER = Path.of(System.getProperty("ncl4j.root"), "ncl4j");

    @TempDir
    Path folder;

    private record Finished(int exitCode, String out, String err) {}

    @Test
    void runsWhatIsBuiltAndBuildsNothing() throws Exception {
        Finished version = run(Map.of(), LAUNCHER, "--version");

        assertThat(version.err()).isEmpty();
        assertThat(version.exitCode()).isZero();
        assertThat(version.out()).startsWith("ncl4j ");
    }

    @Test
    void passesExitCodesOn() throws Exception {
        assertThat(run(Map.of(), LAUNCHER, "--help").exitCode()).isZero();
        assertThat(run(Map.of(), LAUNCHER, "dataset", "--frobnicate"))
                .matches(finished -> finished.exitCode() == 2 && finished.out().isEmpty())
                .matches(finished -> finished.err().contains("--frobnicate"));
    }

    @Test
    void passesArgumentsOnAsTheyAreAndKeepsTheWorkingDirectory() throws Exception {
        Files.writeString(folder.resolve("my run $HOME.yaml"), "data:\n  format: built-in\ntrain:\n  epochs: 1\n");

        Finished stats = run(Map.of(), LAUNCHER, "dataset", "stats", "my run $HOME.yaml");

        assertThat(stats.err()).isEmpty();
        assertThat(stats.exitCode()).isZero();
        assertThat(stats.out()).contains("4958 images");
    }

    @Test
    void findsItsHomeThroughSymbolicLinks() throws Exception {
        Path link = Files.createSymbolicLink(folder.resolve("first"), LAUNCHER);
        Path linkToLink = Files.createSymbolicLink(folder.resolve("second"), Path.of("first"));

        assertThat(run(Map.of(), link, "--version").exitCode()).isZero();
        assertThat(run(Map.of(), linkToLink, "--version").exitCode()).isZero();

        // JUnit's cleaning up warns of links that lead out of the folder.
        Files.delete(link);
        Files.delete(linkToLink);
    }

    @Test
    void honoursJavaOptions() throws Exception {
        Finished shown = run(Map.of("NCL4J_JAVA_OPTS", "-showversion -Dother=1"), LAUNCHER, "--version");

        assertThat(shown.exitCode()).isZero();
        assertThat(shown.err()).contains("Runtime Environment");
    }

    @Test
    void saysWhichJavaIsMissing() throws Exception {
        Finished none = run(Map.of("JAVA_HOME", "/no/such/jdk"), LAUNCHER, "--version");

        assertThat(none.exitCode()).isEqualTo(1);
        assertThat(none.out()).isEmpty();
        assertThat(none.err()).startsWith("ncl4j: JAVA_HOME is /no/such/jdk").contains("17 or newer");
    }

    @Test
    void saysWhichJavaIsTooOld() throws Exception {
        Path bin = Files.createDirectories(folder.resolve("old/bin"));
        Path java = Files.writeString(bin.resolve("java"), "#!/bin/sh\necho 'java version \"1.8.0_392\"' >&2\n");
        assertThat(java.toFile().setExecutable(true)).isTrue();

        Finished old = run(Map.of("JAVA_HOME", folder.resolve("old").toString()), LAUNCHER, "--version");

        assertThat(old.exitCode()).isEqualTo(1);
        assertThat(old.err()).contains(java + " is version 8;", "17 or newer");
    }

    private Finished run(Map<String, String> environment, Path launcher, String... arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(launcher.toString()));
        command.addAll(List.of(arguments));
        Path out = folder.resolve("out.txt");
        Path err = folder.resolve("err.txt");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        // The JVM that runs the tests is the one that the launcher is to find.
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().remove("JAVA_TOOL_OPTIONS");
        builder.environment().putAll(environment);
        int exitCode = builder.start().waitFor();
        return new Finished(exitCode, Files.readString(out), Files.readString(err));
    }
}
