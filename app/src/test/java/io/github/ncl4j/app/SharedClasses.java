package io.github.ncl4j.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;

/**
 * An archive of the classes that a training loads, written once for all processes of the launcher that tests start: a start takes a
 * quarter less with it. Java checks that the jars are those that it was written with, and starts without it where they are not.
 */
final class SharedClasses {

    private static final Path TARGET = Launcher.SCRIPT.resolveSibling("app/target");

    private SharedClasses() {}

    /** Options of the JVM that use the archive, without a word where it does not fit; empty where none could be written. */
    static String options() {
        return Written.OPTIONS;
    }

    /** Class initialization asks for it once. */
    private static final class Written {

        static final String OPTIONS = options();

        private static String options() {
            try (FileChannel channel = FileChannel.open(
                            TARGET.resolve("classes.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    FileLock alone = channel.lock()) {
                Path archive = TARGET.resolve("classes-" + System.getProperty("java.vm.version") + ".jsa");
                if (!isNewerThanJars(archive)) {
                    write(archive);
                }
                return Files.exists(archive) ? "-Xlog:disable -XX:SharedArchiveFile=" + archive : "";
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private static boolean isNewerThanJars(Path archive) throws IOException {
        if (Files.notExists(archive)) {
            return false;
        }
        FileTime written = Files.getLastModifiedTime(archive);
        for (String module : List.of("image", "predict", "core", "app")) {
            Path jar = Launcher.SCRIPT.resolveSibling(module + "/target/ncl4j-" + module + ".jar");
            if (Files.getLastModifiedTime(jar).compareTo(written) >= 0) {
                return false;
            }
        }
        return true;
    }

    private static void write(Path archive) throws IOException, InterruptedException {
        Files.deleteIfExists(archive);
        Path folder = Files.createTempDirectory(TARGET, "classes");
        TinyTraining.write(folder);
        String options = Launcher.SHORT_LIFE + " -XX:ArchiveClassesAtExit=" + archive;
        Launcher.start(
                        folder,
                        Map.of("NCL4J_JAVA_OPTS", options),
                        List.of(
                                Launcher.SCRIPT.toString(),
                                "train",
                                "tiny.yaml",
                                "train.epochs=1",
                                "--output",
                                folder.resolve("run").toString()))
                .await();
    }
}
