package io.github.ncl4j.app.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ncl4j.app.CommandRun;
import io.github.ncl4j.app.process.Logging;
import io.github.ncl4j.config.ExperimentFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TranslateCommandTest {

    @TempDir
    Path folder;

    private Path reference;

    @BeforeEach
    void write() throws IOException {
        reference = Files.writeString(folder.resolve("reference.yaml"), """
                NAME: 'NCL'
                SAVE_STEP: 100
                DATASET:
                  DATASET: 'MULTI_NETWORK_CIFAR_AUGPLIS'
                  TRAIN_JSON: '/nowhere/train.json'
                  VALID_JSON: '/nowhere/valid.json'
                LOSS:
                  LOSS_TYPE: 'NIL_NBOD'
                TRAIN:
                  OPTIMIZER:
                    WEIGHT_DECAY: 2e-4
                """);
    }

    @Test
    void printsTheNativeFormAndLogsWhatHasNoEffect() throws IOException {
        Path log = folder.resolve("log");
        CommandRun run;
        try (Logging.Copy copy = Logging.toFile(log)) {
            run = CommandRun.of("config", "translate", reference.toString(), "TRAIN.BATCH_SIZE=16", "train.threads=1");
        }

        assertThat(run.exitCode()).isZero();
        assertThat(run.err()).isEmpty();
        assertThat(ExperimentFile.parse(run.out(), "translated.yaml", List.of()))
                .isEqualTo(ExperimentFile.load(reference, List.of("TRAIN.BATCH_SIZE=16", "train.threads=1")));
        assertThat(run.out()).contains("name: NCL\n", "train_annotations: /nowhere/train.json\n", "batch_size: 16\n");
        assertThat(Files.readAllLines(log))
                .singleElement()
                .asString()
                .endsWith("reference.yaml:2: SAVE_STEP = 100: has no effect: a checkpoint is written after each epoch");
    }

    @Test
    void aConfigurationOfThisProjectIsPrintedInFull() throws IOException {
        Path file = Files.writeString(folder.resolve("run.yaml"), "data: {format: built-in}\ntrain: {epochs: 3}\n");
        CommandRun run = CommandRun.of("config", "translate", file.toString());

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).isEqualTo(ExperimentFile.write(ExperimentFile.load(file, List.of())));
    }

    @Test
    void wrongKeysAreShownWithTheirLinesAndNothingIsPrinted() throws IOException {
        Files.writeString(reference, Files.readString(reference).replace("WEIGHT_DECAY", "WEIGHT_DEKAY"));
        CommandRun run = CommandRun.of("config", "translate", reference.toString(), "TRAIN.EPOCHS=3");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err())
                .contains("the configuration has 2 problems")
                .contains("reference.yaml:11: TRAIN.OPTIMIZER.WEIGHT_DEKAY = 2e-4: unknown key; "
                        + "did you mean 'TRAIN.OPTIMIZER.WEIGHT_DECAY'?")
                .contains("override TRAIN.EPOCHS=3: TRAIN.EPOCHS = 3: unknown key");
    }
}
