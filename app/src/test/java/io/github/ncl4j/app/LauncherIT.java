package io.github.ncl4j.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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
        String name = "my r\u00fcn $HOME.yaml";
        Files.writeString(folder.resolve(name), "data:\n  format: built-in\ntrain:\n  epochs: 1\n");

        // The locale of containers, cron and systemd.
        Launcher.Finished stats =
                Launcher.run(folder, Map.of("LC_ALL", "C"), Launcher.SCRIPT, "dataset", "stats", name);

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

    /** The folder that the Containerfile copies, made as it makes it, and started as it starts it. */
    @Test
    void runsTheFolderOfTheContainerWithoutBuilding() throws Exception {
        Path root = Launcher.SCRIPT.getParent();
        String recipe = Files.readString(root.resolve("recipes/Containerfile"));
        assertThat(recipe)
                .contains("recipes/image-folder.sh /opt/ncl4j\n", "\nCOPY --from=build /opt/ncl4j /opt/ncl4j\n");
        Matcher entry =
                Pattern.compile("\nENTRYPOINT \\[\"/opt/ncl4j/(\\w+)\"]\n").matcher(recipe);
        assertThat(entry.find()).isTrue();
        Path image = folder.resolve("image");
        assertThat(Launcher.run(folder, Map.of(), root.resolve("recipes/image-folder.sh"), image.toString()))
                .matches(made -> made.exitCode() == 0)
                .matches(made -> made.err().isEmpty());

        Launcher.Finished version = Launcher.run(folder, Map.of(), image.resolve(entry.group(1)), "--version");

        assertThat(version.err()).isEmpty();
        assertThat(version.exitCode()).isZero();
        assertThat(version.out()).startsWith("ncl4j ");
        assertThat(image.resolve("target")).doesNotExist();
        assertThat(image.resolve("configs/photos.yaml")).exists();
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
