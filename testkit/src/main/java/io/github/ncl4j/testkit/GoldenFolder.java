package io.github.ncl4j.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;

/**
 * Where the golden files are: the folder that the property {@code ncl4j.golden} names, or {@code ../shared/golden} beside
 * the repository. Absent by default means skipped, named but absent means failed.
 */
public final class GoldenFolder {

    private GoldenFolder() {}

    /**
     * One test per golden case.
     *
     * @param glob of the JSON files, for example {@code loss_nil_nbod_??.json}
     * @param test what to do with one JSON file
     */
    public static Stream<DynamicTest> tests(String glob, Consumer<Path> test) {
        return files(glob).stream()
                .map(file -> DynamicTest.dynamicTest(file.getFileName().toString(), () -> test.accept(file)));
    }

    /** The golden files whose names fit the glob, sorted; at least one. */
    public static List<Path> files(String glob) {
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> found = Files.newDirectoryStream(folder(), glob)) {
            found.forEach(files::add);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Collections.sort(files);
        Assumptions.assumeFalse(files.isEmpty(), "no golden file fits " + glob + " in " + folder());
        return files;
    }

    /** The description of a case. */
    public static JsonNode json(Path file) {
        try {
            return new JsonMapper().readTree(file.toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The numbers of a case. */
    public static Path tensors(Path json) {
        return json.resolveSibling(json.getFileName().toString().replace(".json", ".safetensors"));
    }

    private static Path folder() {
        String named = System.getProperty("ncl4j.golden", "");
        if (!named.isEmpty()) {
            Path folder = root().resolve(named);
            if (!Files.isDirectory(folder)) {
                throw new AssertionError("-Dncl4j.golden names " + folder + ", which is no folder");
            }
            return folder;
        }
        Path folder = root().resolve("../shared/golden").normalize();
        Assumptions.assumeTrue(Files.isDirectory(folder), "skipped: no golden files in " + folder);
        return folder;
    }

    private static Path root() {
        return Path.of(System.getProperty("ncl4j.root", "..")).toAbsolutePath().normalize();
    }
}
