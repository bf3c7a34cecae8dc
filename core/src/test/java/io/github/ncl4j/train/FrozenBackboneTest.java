package io.github.ncl4j.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ncl4j.config.ExperimentConfig;
import io.github.ncl4j.config.ModelConfig;
import io.github.ncl4j.model.ExpertEnsemble;
import io.github.ncl4j.run.EpochMetrics;
import io.github.ncl4j.run.Resume;
import io.github.ncl4j.torch.EngineScope;
import io.github.ncl4j.torch.HostArrays;
import io.github.ncl4j.torch.SafetensorsException;
import io.github.ncl4j.torch.SafetensorsFile;
import io.github.ncl4j.torch.SafetensorsWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Whole runs that start from a pretrained backbone, frozen and not. */
@ExtendWith(EngineScope.class)
class FrozenBackboneTest {

    private static final String BACKBONE = "backbone.0.";

    @TempDir
    private Path data;

    private Path pretrained;
    private Map<String, float[]> expected;

    /** The backbone of another network of the same architecture, with running statistics that are not the initial ones. */
    @BeforeEach
    void writePretrained() throws IOException {
        TinyExperiment.writeData(data);
        ModelConfig config = ModelConfig.of(1, new ModelConfig.CifarResNet(8), new ModelConfig.Linear(true));
        try (ExpertEnsemble other = ExpertEnsemble.create(config, 2, 99, new Device(torch.DeviceType.CPU))) {
            other.forward(torch.randn(8, 3, 8, 8), true);
            Map<String, Tensor> weights = new LinkedHashMap<>();
            expected = new LinkedHashMap<>();
            other.weights().state().forEach((name, value) -> {
                if (name.startsWith(BACKBONE)) {
                    String plain = name.substring(BACKBONE.length());
                    weights.put(plain, value);
                    expected.put(plain, HostArrays.floats(value));
                }
            });
            pretrained = data.resolve("pretrained.safetensors");
            SafetensorsWriter.write(pretrained, Map.of(), weights);
        }
    }

    private ExperimentConfig config(Path weights, boolean freeze) {
        ExperimentConfig config = TinyExperiment.config(data);
        return config.withModel(config.model().withPretrained(weights).withFreezeBackbone(freeze));
    }

    private static void train(ExperimentConfig config, Path output) {
        try (Trainer trainer = Trainer.create(config, output, new Resume.Auto(), "cpu")) {
            trainer.fit(TrainingListener.NONE);
        }
    }

    private static SafetensorsFile checkpoint(Path run) {
        return SafetensorsFile.open(run.resolve("checkpoints/last.safetensors"));
    }

    @Test
    void aFrozenBackboneStaysAsItStartedToTheBit() {
        Path run = data.resolve("run");

        train(config(pretrained, true), run);

        try (SafetensorsFile file = checkpoint(run)) {
            for (int expert = 0; expert < 2; expert++) {
                String backbone = "backbone." + expert + ".";
                expected.forEach((name, values) -> assertThat(HostArrays.floats(file.tensor(backbone + name)))
                        .as(backbone + name)
                        .isEqualTo(values));
            }
            assertThat(file.tensors().keySet().stream().filter(name -> name.startsWith("optimizer.")))
                    .containsExactlyInAnyOrder(
                            "optimizer.classifier.0.weight.momentum",
                            "optimizer.classifier.0.bias.momentum",
                            "optimizer.classifier.1.weight.momentum",
                            "optimizer.classifier.1.bias.momentum");
        }
    }

    @Test
    void aBackboneThatIsNotFrozenIsTrained() {
        Path run = data.resolve("run");

        train(config(pretrained, false), run);

        try (SafetensorsFile file = checkpoint(run)) {
            assertThat(HostArrays.floats(file.tensor("backbone.1.conv1.weight")))
                    .isNotEqualTo(expected.get("conv1.weight"));
            assertThat(HostArrays.floats(file.tensor("backbone.1.bn1.running_mean")))
                    .isNotEqualTo(expected.get("bn1.running_mean"));
        }
    }

    /** The checkpoint has the weights, so that a run does not depend on the file once it has begun. */
    @Test
    void aRunGoesOnWithoutTheFileThatItStartedFrom() throws IOException {
        Path whole = data.resolve("whole");
        train(config(pretrained, false), whole);
        Path stopped = data.resolve("stopped");
        try (Trainer trainer = Trainer.create(config(pretrained, false), stopped, new Resume.Auto(), "cpu")) {
            trainer.fit(new TrainingListener() {
                @Override
                public void onEpoch(EpochMetrics metrics) {
                    trainer.requestStop();
                }
            });
        }
        Path moved = data.resolve("moved.safetensors");
        Files.delete(pretrained);

        train(config(moved, false), stopped);

        try (SafetensorsFile once = checkpoint(whole);
                SafetensorsFile twice = checkpoint(stopped)) {
            assertThat(twice.bytes("backbone.1.layer3.0.conv2.weight"))
                    .isEqualTo(once.bytes("backbone.1.layer3.0.conv2.weight"));
        }
    }

    @Test
    void weightsThatCannotBeReadStopARunBeforeItWritesAnything() {
        Path missing = data.resolve("missing.safetensors");

        assertThatThrownBy(() -> train(config(missing, false), data.resolve("run")))
                .isInstanceOf(SafetensorsException.class)
                .hasMessage(missing + ": there is no such file");
        assertThat(data.resolve("run")).doesNotExist();
    }
}
