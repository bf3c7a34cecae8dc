package io.github.ncl4j.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ncl4j.config.ExperimentConfig;
import io.github.ncl4j.run.TrainingException;
import io.github.ncl4j.torch.EngineScope;
import io.github.ncl4j.torch.FiniteState;
import io.github.ncl4j.torch.HostArrays;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A finite loss whose gradient is not: the weights that come of it are never saved. */
@ExtendWith(EngineScope.class)
class FiniteStateTest {

    @TempDir
    private Path folder;

    @Test
    void theFirstBrokenTensorIsNamed() {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        tensors.put("steps", HostArrays.tensor(new long[] {1, 2}));
        tensors.put("empty", HostArrays.tensor(new float[0]));
        tensors.put("large", HostArrays.tensor(new float[] {3e38f, 3e38f}));
        assertThat(FiniteState.firstNotFinite(tensors)).isNull();
        tensors.put("infinite", HostArrays.tensor(new float[] {1, Float.NEGATIVE_INFINITY, 0}));
        tensors.put("nan", HostArrays.tensor(new float[] {Float.NaN}));
        assertThat(FiniteState.firstNotFinite(tensors)).isEqualTo("infinite");
        tensors.remove("infinite");
        assertThat(FiniteState.firstNotFinite(tensors)).isEqualTo("nan");
        assertThat(FiniteState.firstNotFinite(Map.of())).isNull();
    }

    @Test
    void withoutClippingTheUpdateBreaksTheWeightsAndNoneOfItIsSaved() throws IOException {
        ExperimentConfig config =
                config("train.clip_norm=0", "train.optimizer.learning_rate=1e38", "loss.ce_ratio=1000");
        assertThatThrownBy(() -> InterruptedRuns.train(config, folder.resolve("run")))
                .isInstanceOf(TrainingException.class)
                .hasMessageMatching(
                        "\\S+ holds NaN or infinity in epoch 1 after step 1, although the loss was finite until"
                                + " then; nothing of this is saved, and there is no checkpoint yet; try a lower .*");
        assertNoCheckpoint();
    }

    @Test
    void withClippingTheNormIsSeenBeforeTheUpdate() throws IOException {
        ExperimentConfig config = config("train.clip_norm=5", "loss.ce_ratio=5e37");
        assertThatThrownBy(() -> InterruptedRuns.train(config, folder.resolve("run")))
                .isInstanceOf(TrainingException.class)
                .hasMessageMatching(
                        "the gradient's norm is (Infinity|NaN) although the loss is finite in epoch 1, step 1; there"
                                + " is no checkpoint yet; try a lower .*");
        assertNoCheckpoint();
    }

    private ExperimentConfig config(String... settings) throws IOException {
        ExperimentConfig saving = TinyExperiment.with(
                TinyExperiment.config(TinyExperiment.writeData(folder)),
                "train.warmup_steps=0",
                "train.checkpoint_steps=1");
        return TinyExperiment.with(saving, settings);
    }

    private void assertNoCheckpoint() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("run/checkpoints"))) {
            assertThat(files).isEmpty();
        }
    }
}
