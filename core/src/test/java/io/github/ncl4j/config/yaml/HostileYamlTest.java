package io.github.ncl4j.config.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.ncl4j.config.ConfigException;
import io.github.ncl4j.config.file.ExperimentFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that attack their reader, or that are no configuration at all. */
class HostileYamlTest {

    @TempDir
    private Path folder;

    /** Ten levels of ten aliases each would be 10^10 words. */
    @Test
    void billionLaughs() {
        StringBuilder yaml = new StringBuilder("l0: &l0 [lol, lol, lol, lol, lol, lol, lol, lol, lol, lol]\n");
        for (int level = 1; level < 10; level++) {
            String alias = "*l" + (level - 1);
            yaml.append("l%d: &l%d [%s]\n".formatted(level, level, String.join(", ", Collections.nCopies(10, alias))));
        }
        assertRefused(yaml.toString(), "bad.yaml:2: must not use aliases; write the value of '*l0' out");
    }

    @Test
    void mappingThatContainsItself() {
        assertRefused(
                "data: &data\n  more: *data\n", "bad.yaml:2: must not use aliases; write the value of '*data' out");
    }

    @Test
    void deepNesting() {
        assertRefused("data: " + "[".repeat(400_000), "bad.yaml:1: must not be nested more than 16 levels deep");
        assertRefused("data: " + "{a: ".repeat(100_000), "bad.yaml:1: must not be nested more than 16 levels deep");
    }

    @Test
    void tagsThatWouldConstructObjects() {
        assertRefused(
                "seed: 1\ndata: !!javax.script.ScriptEngineManager [x]\n",
                "bad.yaml:2: must not use tags; delete 'tag:yaml.org,2002:javax.script.ScriptEngineManager'");
    }

    @Test
    void keysThatAreNotWords() {
        assertRefused("? [a, b]\n: c\n", "bad.yaml:1: must have words as keys, not lists, mappings or aliases");
    }

    @Test
    void severalDocuments() {
        assertRefused("seed: 1\n---\nseed: 2\n", "bad.yaml:2: must be one document; delete what follows '---'");
    }

    @Test
    void messagesAreShortAndStayOnTheirLine() {
        String yaml = """
                data: {format: built-in}
                train: {epochs: 3}
                "evil\\e[2J\\nrun.yaml:1": %s
                """.formatted("x".repeat(500_000));
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> ExperimentFile.parse(yaml, "bad.yaml", List.of()))
                .withMessage("bad.yaml:3: evil?[2J?run.yaml:1 = " + "x".repeat(80) + "...: unknown key; "
                        + "valid here: name, seed, data, augment, model, contrastive, loss, train, evaluate, second_stage, "
                        + "distill, distributed");
    }

    @Test
    void problemsWithoutEnd() {
        StringBuilder yaml = new StringBuilder();
        for (int key = 0; key < 50_000; key++) {
            yaml.append("some_key_").append(key).append(": 1\n");
        }
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> ExperimentFile.parse(yaml.toString(), "bad.yaml", List.of()))
                .satisfies(e -> assertThat(e.problems()).hasSize(ProblemCollector.MOST));
    }

    @Test
    void controlCharacters() {
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> ExperimentFile.parse("seed: 1\nname: \u001b[2J", "bad.yaml", List.of()))
                .withMessage("bad.yaml:2: must be printable text; there is the character U+001B");
    }

    @Test
    void hugeFile() throws IOException {
        Path file = folder.resolve("huge.yaml");
        Files.writeString(file, "# " + "x".repeat(1 << 20));
        assertNotLoaded(file, "must be at most 1 MiB; this is no configuration");
    }

    @Test
    void hugeText() {
        assertRefused("# " + "x".repeat(1 << 20), "bad.yaml:1: must be at most 1 MiB; this is no configuration");
    }

    @Test
    void fileInAnotherEncoding() throws IOException {
        Path file = folder.resolve("latin.yaml");
        Files.write(file, "name: größe".getBytes(StandardCharsets.ISO_8859_1));
        assertNotLoaded(file, "must be text in UTF-8");
    }

    @Test
    void noFile() {
        assertNotLoaded(folder.resolve("none.yaml"), "does not exist");
        assertNotLoaded(folder, "is a folder, not a file");
    }

    private static void assertRefused(String yaml, String message) {
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> ExperimentFile.parse(yaml, "bad.yaml", List.of()))
                .withMessage(message);
    }

    private static void assertNotLoaded(Path file, String rule) {
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> ExperimentFile.load(file, List.of()))
                .withMessage(file + ": " + rule);
    }
}
