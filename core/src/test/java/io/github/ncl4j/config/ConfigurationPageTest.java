package io.github.ncl4j.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The page of all settings says what the records say. */
class ConfigurationPageTest {

    private static final Path ROOT = Path.of(System.getProperty("ncl4j.root", ".."));
    private static final Path PAGE = ROOT.resolve("docs/guide/configuration.md");

    private static final String COMMAND =
            "./mvnw test -pl core -am -Dtest=ConfigurationPageTest -Dsurefire.failIfNoSpecifiedTests=false"
                    + " -Dncl4j.writePage=true";

    private static final String INTRODUCTION = """
            <!-- Generated from the records in core/src/main/java/io/github/ncl4j/config. Do not edit; change the record, and run
                 %s -->
            # Every setting

            This page lists every key of a configuration. A key that has a default can be left out; the run directory's `config.yaml` shows
            them all with their values.

                ./ncl4j train run.yaml train.epochs=30 loss.type=cross-entropy

            replaces settings of the file on the command line, by their dotted keys. If an override changes a `type`, the file's other keys
            of that section no longer count. A section that is left out has its defaults, unless its default here is *none*: then what it
            describes is off. [Getting started](getting-started.md) has a first configuration, and [from the reference
            implementation](from-the-reference.md) the other spelling that is understood.

            ## The whole run
            """.formatted(COMMAND);

    @Test
    void thePageIsNotStale() throws IOException {
        String page = ConfigurationPage.of(RecordDocumentation.of(sources()), INTRODUCTION);
        if (Boolean.getBoolean("ncl4j.writePage")) {
            Files.writeString(PAGE, page);
        }
        assertThat(Files.readString(PAGE))
                .as("write %s anew with%n%s", PAGE, COMMAND)
                .isEqualTo(page);
    }

    private static List<Path> sources() throws IOException {
        List<Path> sources = new ArrayList<>();
        try (Stream<Path> files = Files.list(ROOT.resolve("core/src/main/java/io/github/ncl4j/config"))) {
            files.filter(file -> file.toString().endsWith(".java")).sorted().forEach(sources::add);
        }
        sources.add(ROOT.resolve("image/src/main/java/io/github/ncl4j/image/Interpolation.java"));
        return sources;
    }
}
