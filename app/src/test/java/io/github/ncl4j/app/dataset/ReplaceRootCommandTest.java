package io.github.ncl4j.app.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ncl4j.app.CommandRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReplaceRootCommandTest {

    private static final String CONTENT =
            "{\"annotations\":[{\"image_id\":1,\"fpath\":\"/old/a.jpg\",\"category_id\":0}\n],\"num_classes\":1}";

    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void write() throws IOException {
        file = Files.writeString(folder.resolve("train.json"), CONTENT);
    }

    @Test
    void withoutAnOutputTheFileItselfChanges() throws IOException {
        CommandRun run = replace("/old", "/new");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).isEqualTo("1 paths changed, 0 left as they were\n");
        assertThat(file).hasContent(CONTENT.replace("/old", "/new"));
        assertThat(folder.toFile().list()).containsExactly("train.json");
    }

    @Test
    void aRelativeRootIsRelativeToTheWorkingFolder() {
        replace("/old", "images");

        assertThat(file).content().contains("\"" + Path.of("images/a.jpg").toAbsolutePath() + "\"");
    }

    @Test
    void whatCannotBeDoneChangesNothing() throws IOException {
        assertThat(replace("/other", "/new"))
                .matches(run -> run.exitCode() == 1
                        && run.err()
                                .equals("ncl4j: " + file + ": no fpath begins with /other; the first is /old/a.jpg\n"));
        assertThat(file).hasContent(CONTENT);

        Path precious = Files.writeString(folder.resolve("precious.json"), "precious");
        assertThat(CommandRun.of(
                        "dataset", "replace-root", file.toString(), "--from=/old", "--to=/new", "--output=" + precious))
                .matches(run -> run.exitCode() == 1 && run.err().contains(precious + " exists already"));
        assertThat(precious).hasContent("precious");

        Files.writeString(file, "{");
        assertThat(replace("/old", "/new"))
                .matches(run -> run.exitCode() == 1 && run.err().contains("not valid JSON"));
        assertThat(CommandRun.of("dataset", "replace-root", file.toString(), "--to=/new"))
                .matches(run -> run.exitCode() == 2 && run.err().contains("--from"));
        assertThat(folder.toFile().list()).containsExactlyInAnyOrder("train.json", "precious.json");
    }

    private CommandRun replace(String from, String to) {
        return CommandRun.of("dataset", "replace-root", file.toString(), "--from", from, "--to", to);
    }
}
