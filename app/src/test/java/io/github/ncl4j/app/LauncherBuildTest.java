package io.github.ncl4j.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** When {@code ./ncl4j} builds, in a checkout whose Maven and Java are a few lines of shell. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "a shell script, with processes and users as Linux has them")
class LauncherBuildTest {

    private static final List<String> MODULES = List.of("app", "core", "predict", "image", "weights");

    @TempDir
    private Path folder;

    private Path checkout;
    private Path tools;

    @BeforeEach
    void writesACheckout() throws IOException {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        checkout = checkout("checkout");
        tools = Files.createDirectories(folder.resolve("tools"));
        script(tools.resolve("sleep"), "");
    }

    private Path checkout(String name) throws IOException {
        Path root = Files.createDirectories(folder.resolve(name));
        Files.copy(
                Path.of(System.getProperty("ncl4j.root", ".."), "ncl4j"),
                root.resolve("ncl4j"),
                StandardCopyOption.COPY_ATTRIBUTES);
        for (String module : MODULES) {
            Files.createDirectories(root.resolve(module).resolve("src/main"));
            Files.writeString(root.resolve(module).resolve("pom.xml"), module);
            Files.writeString(root.resolve(module).resolve("src/main/A.java"), "class A {}");
        }
        Files.createDirectories(root.resolve(".mvn"));
        Files.createDirectories(root.resolve("configs"));
        Files.writeString(root.resolve("configs/quickstart.yaml"), "");
        Files.writeString(root.resolve("pom.xml"), "");
        Files.writeString(root.resolve("engine.jar"), "");
        script(root.resolve("mvnw"), """
                echo built >>builds
                for module in app core predict image weights; do
                    mkdir -p $module/target && : >$module/target/ncl4j-$module.jar
                done
                printf '%s' "${LIBRARY:-$PWD/engine.jar}" >app/target/classpath.txt
                """);
        script(root.resolve("jdk/bin/javac"), "");
        script(root.resolve("jdk/bin/java"), "echo 'openjdk version \"17.0.1\"' >&2");
        return root;
    }

    private static void script(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, "#!/bin/sh\n" + text + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private Launcher.Finished run(Map<String, String> environment, String... command) throws Exception {
        Map<String, String> variables = new HashMap<>(environment);
        variables.putIfAbsent("JAVA_HOME", checkout.resolve("jdk").toString());
        variables.put("PATH", tools + ":" + System.getenv("PATH"));
        variables.putIfAbsent("NCL4J_JAVA_OPTS", "");
        return Launcher.start(folder, variables, List.of(command)).await();
    }

    private Launcher.Finished jars() throws Exception {
        return run(Map.of(), checkout + "/ncl4j", "--print", "jars");
    }

    private int builds() throws IOException {
        Path log = checkout.resolve("builds");
        return Files.exists(log) ? Files.readAllLines(log).size() : 0;
    }

    @Test
    void itBuildsWhenSourcesHaveOtherContentWhateverTheirTime() throws Exception {
        List<String> expected = new ArrayList<>();
        MODULES.forEach(module -> expected.add(checkout + "/" + module + "/target/ncl4j-" + module + ".jar"));
        expected.add(checkout + "/engine.jar");
        assertThat(jars().out().lines()).containsExactlyElementsOf(expected);
        assertThat(jars().exitCode()).isZero();
        assertThat(builds()).isEqualTo(1);

        Path source = checkout.resolve("core/src/main/A.java");
        Files.writeString(source, "class B {}");
        Files.setLastModifiedTime(source, FileTime.fromMillis(0));
        jars();
        assertThat(builds()).as("a copy that has kept its old time").isEqualTo(2);

        Files.setLastModifiedTime(source, FileTime.fromMillis(System.currentTimeMillis() + 60_000));
        jars();
        assertThat(builds()).as("another time, but nothing else").isEqualTo(2);

        Files.delete(source);
        jars();
        jars();
        assertThat(builds()).isEqualTo(3);
    }

    @Test
    void aLockWithTheOwnNumberIsOfAProcessBefore() throws Exception {
        String command = "mkdir target && ln -s $$@$(uname -n) target/build.lock && exec ./ncl4j --print jars";

        Launcher.Finished built = run(Map.of(), "sh", "-c", "cd '" + checkout + "' && " + command);

        assertThat(built.err()).contains("building;").doesNotContain("waiting");
        assertThat(built.exitCode()).isZero();
        assertThat(Files.isSymbolicLink(checkout.resolve("target/build.lock"))).isFalse();
    }

    /** A process that is killed while it takes over a dead lock leaves both locks behind. */
    @Test
    void deadLocksAreTakenOver() throws Exception {
        Process ended = new ProcessBuilder("true").start();
        ended.waitFor();
        Files.createDirectories(checkout.resolve("target"));
        for (String name : List.of("build.lock", "build.lock.takeover")) {
            Files.createSymbolicLink(checkout.resolve("target").resolve(name), Path.of(Long.toString(ended.pid())));
        }

        assertThat(jars().exitCode()).isZero();
        assertThat(builds()).isEqualTo(1);
    }

    @Test
    void whereThereAreNoSymbolicLinksItBuildsAndSaysThatNothingIsLocked() throws Exception {
        script(tools.resolve("ln"), "exit 1");

        Launcher.Finished built = jars();

        assertThat(built.err()).contains("no symbolic link can be made in " + checkout + "/target");
        assertThat(built.exitCode()).isZero();
        assertThat(builds()).isEqualTo(1);
    }

    /** The second user must neither wait for ever nor take the lock of a living process of the first. */
    @Test
    void anotherUserIsToldWhyItCannotRun() throws Exception {
        boolean root = System.getProperty("user.name").equals("root");
        assumeTrue(root && Files.exists(Path.of("/usr/bin/setpriv")), "needs root and setpriv");
        String[] other = {"setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", checkout + "/ncl4j"};
        List<String> command = new ArrayList<>(List.of(other));
        command.addAll(List.of("--print", "jars"));
        jars();
        Path library = folder.resolve("home/.m2/engine.jar");
        Files.createDirectories(library.getParent());
        Files.writeString(library, "");
        Files.setPosixFilePermissions(folder.resolve("home"), PosixFilePermissions.fromString("rwx------"));
        Files.writeString(checkout.resolve("app/target/classpath.txt"), library.toString());

        Launcher.Finished refused = run(Map.of(), command.toArray(String[]::new));

        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.err())
                .isEqualTo("ncl4j: " + checkout + " needs a build, as " + library
                        + ", a library that it was built with, cannot be read, and you cannot write to " + checkout
                        + "/target; let its owner run ./ncl4j --version, or use a checkout of your own\n");

        Path lock = checkout.resolve("target/build.lock");
        Files.createSymbolicLink(
                lock, Path.of(Long.toString(ProcessHandle.current().pid())));
        script(tools.resolve("sleep"), "kill -KILL $PPID");
        Launcher.Finished waiting = run(Map.of(), command.toArray(String[]::new));
        assertThat(waiting.err()).contains("is building; waiting for it (if it is something else, remove " + lock);
        assertThat(Files.isSymbolicLink(lock)).isTrue();
    }

    @Test
    void aLibraryThatIsMissingAfterTheBuildIsNamed() throws Exception {
        Launcher.Finished failed =
                run(Map.of("LIBRARY", "/home/a:b/.m2/engine.jar"), checkout + "/ncl4j", "--print", "jars");

        assertThat(failed.exitCode()).isEqualTo(1);
        assertThat(failed.err()).contains("names the library /home/a, which cannot be read; if its folder has a colon");
    }

    @Test
    void aColonInTheFolderIsRefusedUnlessALinkLeadsAroundIt() throws Exception {
        Path colon = checkout("a:b");

        Launcher.Finished refused = run(Map.of(), colon + "/ncl4j", "--print", "jars");
        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.err()).contains(colon + " has a colon in its name");

        Path link = Files.createSymbolicLink(folder.resolve("link"), colon);
        assertThat(run(Map.of(), link + "/ncl4j", "--print", "jars").out())
                .contains(link + "/app/target/ncl4j-app.jar");
        Files.delete(link);
    }

    private List<String> options(String own) throws Exception {
        Map<String, String> environment = Map.of("NCL4J_JAVA_OPTS", own);
        return run(environment, checkout + "/ncl4j", "--print", "options")
                .out()
                .lines()
                .toList();
    }

    /** Java refuses a heap that starts above its limit, and ignores a share of the memory beside a limit. */
    @Test
    void optionsThatContradictTheUsersAreLeftOut() throws Exception {
        assertThat(options("")).contains("-Xmx2g", "-Xms64m", "-XX:+UseSerialGC");
        assertThat(options("-Xmx30m")).contains("-Xmx2g").doesNotContain("-Xms64m");
        assertThat(options("-Xmx8g -Dx=1")).contains("-Xms64m");
        assertThat(options("-Xmx512m")).contains("-Xms64m");
        assertThat(options("-XX:MaxRAMPercentage=50")).doesNotContain("-Xmx2g", "-Xms64m");
        assertThat(options("-Xms3g")).doesNotContain("-Xmx2g", "-Xms64m");
        assertThat(options("-XX:InitialHeapSize=3g")).doesNotContain("-Xmx2g", "-Xms64m");
        assertThat(options("-Xms256m")).contains("-Xmx2g").doesNotContain("-Xms64m");
        assertThat(options("-XX:MaxHeapFreeRatio=5"))
                .doesNotContain("-XX:MinHeapFreeRatio=10", "-XX:MaxHeapFreeRatio=30");
        assertThat(options("-XX:+UseG1GC")).doesNotContain("-XX:+UseSerialGC", "-Xms64m");
    }

    /** The tests and what the guides say of the variables are of this one list. */
    @Test
    void theEnvironmentIsPrinted() throws Exception {
        String command = checkout + "/ncl4j";
        List<String> printed = run(Map.of("LC_ALL", "C"), command, "--print", "environment")
                .out()
                .lines()
                .toList();

        assertThat(printed)
                .contains("LC_ALL=C.UTF-8", "OPENBLAS_NUM_THREADS=1", "MALLOC_ARENA_MAX=1")
                .anyMatch(line -> line.startsWith("GOMP_SPINCOUNT="));
        Map<String, String> own = Map.of("LC_ALL", "C.UTF-8", "GLIBC_TUNABLES", "x=1", "MALLOC_ARENA_MAX", "4");
        assertThat(run(own, command, "--print", "environment").out().lines())
                .contains("GLIBC_TUNABLES=x=1", "MALLOC_ARENA_MAX=4")
                .noneMatch(line -> line.startsWith("MALLOC_TRIM_THRESHOLD_"));
        assertThat(run(Map.of(), command, "--print", "jar").exitCode()).isEqualTo(2);
    }
}
