package io.github.ncl4j.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ncl4j.config.ExperimentConfig;
import io.github.ncl4j.model.CheckpointedFeatures;
import io.github.ncl4j.testkit.RunComparison;
import io.github.ncl4j.testkit.TinyData;
import io.github.ncl4j.torch.EngineScope;
import io.github.ncl4j.torch.SafetensorsFile;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole runs of the network whose training draws more random numbers than dropout's. */
@ExtendWith(EngineScope.class)
class EfficientNetTrainingTest {

    @TempDir
    private Path data;

    private ExperimentConfig config;

    @BeforeEach
    void writeData() throws IOException {
        config = TinyExperiment.with(
                TinyExperiment.config(TinyData.write(data)),
                "model.experts=1",
                "model.backbone=efficientnet-lite0",
                "model.drop_connect=0.3",
                "train.epochs=2");
    }

    /** Which blocks are skipped follows from the generator in the checkpoint; see {@link CheckpointedFeatures} for the second setting. */
    @ParameterizedTest
    @ValueSource(strings = {"train.activation_checkpointing=false", "train.activation_checkpointing=true"})
    void aRunInPiecesIsTheWholeRunBitForBit(String setting) throws IOException {
        ExperimentConfig run = TinyExperiment.with(config, setting);
        Path whole = data.resolve("whole");
        InterruptedRuns.train(run, whole);
        Path pieces = data.resolve("pieces");
        InterruptedRuns.trainInPieces(run, pieces, 3);

        RunComparison.assertSameRun(whole, pieces);
    }

    @Test
    void itTrainsInBfloat16() {
        Path run = data.resolve("run");

        InterruptedRuns.train(TinyExperiment.with(config, "train.precision=bfloat16", "train.epochs=1"), run);

        try (SafetensorsFile file = SafetensorsFile.open(run.resolve("checkpoints/last.safetensors"))) {
            assertThat(file.tensors().get("backbone.0._conv_head.weight").shape())
                    .containsExactly(1280L, 320L, 1L, 1L);
            assertThat(file.tensor("backbone.0._conv_head.weight")
                            .isfinite()
                            .all()
                            .item_bool())
                    .isTrue();
        }
    }
}
