package io.github.ncl4j.app.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.ncl4j.app.CommandRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatasetCheckCommandTest {

    @TempDir
    Path folder;

    @Test
    void aConfigurationIsCheckedAsItWillBeTrained() throws IOException {
        Path file = Files.writeString(folder.resolve("run.yaml"), "data: {format: built-in}\ntrain: {epochs: 1}\n");

        CommandRun run = CommandRun.of("dataset", "check", file.toString(), "data.workers=1", "--workers=1");

        assertThat(run.err()).isEmpty();
        assertThat(run.exitCode()).isZero();
        assertThat(run.out())
                .contains(
                        "training\n  images        4958 in 10 classes",
                        "validation\n  images        2000 in 10 classes")
                .contains("width 28 to 28 (median 28)")
                .endsWith("no problem found\n");
    }

    @Test
    void aProblemIsExitCodeOneWithTheReportOnStandardOutput() throws IOException {
        Path file = annotations();
        Path config = Files.writeString(folder.resolve("run.yaml"), """
                data:
                  format: annotations
                  train_annotations: train.json
                  validation_annotations: train.json
                train:
                  epochs: 1
                """);

        CommandRun text = CommandRun.of("dataset", "check", config.toString());
        assertThat(text.exitCode()).isEqualTo(1);
        assertThat(text.err()).isEmpty();
        assertThat(text.out())
                .contains("missing       1\n    " + folder.resolve("gone.png"))
                .endsWith("problems found\n");

        CommandRun json = CommandRun.of("dataset", "check", file.toString(), "--json");
        assertThat(json.exitCode()).isEqualTo(1);
        assertThat(new ObjectMapper()
                        .readTree(json.out())
                        .at("/parts/0/missing/0")
                        .asText())
                .isEqualTo(folder.resolve("gone.png").toString());
    }

    @Test
    void wrongUsage() throws IOException {
        assertThat(CommandRun.of("dataset", "check"))
                .matches(run -> run.exitCode() == 2 && run.err().contains("FILE"));
        assertThat(CommandRun.of("dataset", "check", annotations().toString(), "--workers=0"))
                .matches(run -> run.exitCode() == 2 && run.err().contains("--workers must be from 1 to 1024, not 0"));
        assertThat(CommandRun.of("dataset", "check", folder.resolve("no.json").toString()))
                .matches(run -> run.exitCode() == 1 && run.err().contains("no.json: there is no such file"));
        assertThat(CommandRun.of("dataset", "check", folder.resolve("no.yaml").toString()))
                .matches(run -> run.exitCode() == 2 && run.err().contains("does not exist"));
    }

    private Path annotations() throws IOException {
        return Files.writeString(
                folder.resolve("train.json"),
                "{\"num_classes\": 1, \"annotations\": [{\"image_id\": 1, \"fpath\": \"gone.png\", \"category_id\": 0}]}");
    }
}
