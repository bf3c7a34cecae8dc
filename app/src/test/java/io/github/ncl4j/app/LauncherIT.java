package io.github.ncl4j.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs {@code ./ncl4j} as a user does. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the launcher is a POSIX shell script")
class LauncherIT {

    @TempDir
    Path folder;

    @Test
    void runsWhatIsBuiltAndBuildsNothing() throws Exception {
        Launcher.Finished version = Launcher.run(folder, "--version");

        assertThat(version.err()).isEmpty();
        assertThat(version.exitCode()).isZero();
        assertThat(version.out()).startsWith("ncl4j ");
    }

    @Test
    void passesExitCodesOn() throws Exception {
        assertThat(Launcher.run(folder, "--help").exitCode()).isZero();
        assertThat(Launcher.run(folder, "dataset", "--frobnicate"))
                .matches(finished -> finished.exitCode() == 2 && finished.out().isEmpty())
                .matches(finished -> finished.err().contains("--frobnicate"));
    }

    @Test
    void passesArgumentsOnAsTheyAreAndKeepsTheWorkingDirectory() throws Exception {
        Files.writeString(folder.resolve("my run $HOME.yaml"), "data:\n  format: built-in\ntrain:\n  epochs: 1\n");

        Launcher.Finished stats = Launcher.run(folder, "dataset", "stats", "my run $HOME.yaml");

        assertThat(stats.err()).isEmpty();
        assertThat(stats.exitCode()).isZero();
        assertThat(stats.out()).contains("4958 images");
    }

    @Test
    void findsItsHomeThroughSymbolicLinks() throws Exception {
        Path link = Files.createSymbolicLink(folder.resolve("first"), Launcher.SCRIPT);
        Path linkToLink = Files.createSymbolicLink(folder.resolve("second"), Path.of("first"));

        assertThat(Launcher.run(folder, Map.of(), link, "--version").exitCode()).isZero();
        assertThat(Launcher.run(folder, Map.of(), linkToLink, "--version").exitCode())
                .isZero();

        // JUnit's cleaning up warns of links that lead out of the folder.
        Files.delete(link);
        Files.delete(linkToLink);
    }

    @Test
    void runsTheJarsOfAReleaseWithoutBuilding() throws Exception {
        Path release = Files.createDirectories(folder.resolve("release/lib")).getParent();
        Path script = Files.copy(Launcher.SCRIPT, release.resolve("ncl4j"), StandardCopyOption.COPY_ATTRIBUTES);
        Path root = Launcher.SCRIPT.getParent();
        List<String> jars = new ArrayList<>(List.of(
                Files.readString(root.resolve("app/target/classpath.txt")).split(":")));
        for (String module : List.of("app", "core", "predict", "image")) {
            jars.add(module + "/target/ncl4j-" + module + ".jar");
        }
        List<Path> links = new ArrayList<>();
        for (String jar : jars) {
            Path file = root.resolve(jar);
            links.add(Files.createSymbolicLink(release.resolve("lib").resolve(file.getFileName()), file));
        }

        Launcher.Finished version = Launcher.run(folder, Map.of(), script, "--version");

        assertThat(version.err()).isEmpty();
        assertThat(version.exitCode()).isZero();
        assertThat(version.out()).startsWith("ncl4j ");
        assertThat(release.resolve("target")).doesNotExist();

        // JUnit's cleaning up warns of links that lead out of the folder.
        for (Path link : links) {
            Files.delete(link);
        }
    }

    @Test
    void honoursJavaOptions() throws Exception {
        Launcher.Finished shown =
                Launcher.run(folder, Map.of("NCL4J_JAVA_OPTS", "-showversion -Dother=1"), Launcher.SCRIPT, "--version");

        assertThat(shown.exitCode()).isZero();
        assertThat(shown.err()).contains("Runtime Environment");
    }

    @Test
    void givesWayToAnotherGarbageCollector() throws Exception {
        String flags = "-XX:+PrintCommandLineFlags";
        String own = "-XX:+UseParallelGC " + flags;

        assertThat(Launcher.run(folder, Map.of("NCL4J_JAVA_OPTS", flags), Launcher.SCRIPT, "--version")
                        .out())
                .contains("-XX:+UseSerialGC");
        assertThat(Launcher.run(folder, Map.of("NCL4J_JAVA_OPTS", own), Launcher.SCRIPT, "--version"))
                .matches(finished -> finished.exitCode() == 0)
                .matches(finished -> finished.out().contains("-XX:+UseParallelGC"));
    }

    /** Those that do not know the option end, and those that know it but cannot do it say so on every start. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "echo \"Unrecognized VM option 'TrimNativeHeapInterval=10000'\" >&2; exit 1",
                "echo 'warning: Native heap trim is not supported on this platform' >&2"
            })
    void doesWithoutTrimmingWhereJavaCannot(String answer) throws Exception {
        Path bin = Files.createDirectories(folder.resolve("other/bin"));
        Path java = Files.writeString(bin.resolve("java"), """
                #!/bin/sh
                case $* in *Trim*) %s ;; esac
                exec "%s/bin/java" "$@"
                """.formatted(answer, System.getProperty("java.home")));
        assertThat(java.toFile().setExecutable(true)).isTrue();

        Launcher.Finished version = Launcher.run(
                folder, Map.of("JAVA_HOME", folder.resolve("other").toString()), Launcher.SCRIPT, "--version");

        assertThat(version.err()).isEmpty();
        assertThat(version.exitCode()).isZero();
        assertThat(version.out()).startsWith("ncl4j ");
    }

    @Test
    void saysWhichJavaIsMissing() throws Exception {
        Launcher.Finished none =
                Launcher.run(folder, Map.of("JAVA_HOME", "/no/such/jdk"), Launcher.SCRIPT, "--version");

        assertThat(none.exitCode()).isEqualTo(1);
        assertThat(none.out()).isEmpty();
        assertThat(none.err()).startsWith("ncl4j: JAVA_HOME is /no/such/jdk").contains("17 or newer");
    }

    @Test
    void saysWhichJavaIsTooOld() throws Exception {
        Path bin = Files.createDirectories(folder.resolve("old/bin"));
        Path java = Files.writeString(bin.resolve("java"), "#!/bin/sh\necho 'java version \"1.8.0_392\"' >&2\n");
        assertThat(java.toFile().setExecutable(true)).isTrue();

        Launcher.Finished old = Launcher.run(
                folder, Map.of("JAVA_HOME", folder.resolve("old").toString()), Launcher.SCRIPT, "--version");

        assertThat(old.exitCode()).isEqualTo(1);
        assertThat(old.err()).contains(java + " is version 8;", "17 or newer");
    }
}
