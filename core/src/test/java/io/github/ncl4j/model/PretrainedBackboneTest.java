package io.github.ncl4j.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ncl4j.config.ModelConfig;
import io.github.ncl4j.pytorch.TorchFileException;
import io.github.ncl4j.pytorch.TorchFileWriter;
import io.github.ncl4j.torch.EngineScope;
import io.github.ncl4j.torch.HostArrays;
import io.github.ncl4j.torch.SafetensorsException;
import io.github.ncl4j.torch.SafetensorsWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Weights that come from elsewhere: two experts of ResNet-10 take those of one network. */
@ExtendWith(EngineScope.class)
class PretrainedBackboneTest {

    private static final Device CPU = new Device(torch.DeviceType.CPU);

    private Weights source;
    private ExpertEnsemble ensemble;

    @TempDir
    private Path folder;

    @BeforeEach
    void build() {
        source = new Weights(new Device(torch.DeviceType.CPU));
        new ResNet(source, ModelConfig.ResNet.RESNET10, 2);
        ensemble = ExpertEnsemble.create(
                ModelConfig.of(2, ModelConfig.ResNet.RESNET10, new ModelConfig.Linear(true)), 3, 1, CPU);
    }

    @AfterEach
    void free() {
        ensemble.close();
        source.close();
    }

    /** The file that torchvision's users have: counters and a classifier of other classes beside the backbone. */
    private Map<String, Tensor> published(String prefix) {
        Map<String, Tensor> weights = new LinkedHashMap<>();
        source.state().forEach((name, value) -> weights.put(prefix + name, value));
        weights.put(prefix + "bn1.num_batches_tracked", torch.zeros(1));
        weights.put(prefix + "fc.weight", torch.zeros(5, 512));
        weights.put(prefix + "fc.bias", torch.zeros(5));
        return weights;
    }

    private Path file(Map<String, Tensor> weights) {
        Path path = folder.resolve("published.safetensors");
        SafetensorsWriter.write(path, Map.of(), weights);
        return path;
    }

    private static float[] conv1(ExpertEnsemble ensemble, int expert) {
        return HostArrays.floats(ensemble.weights().state().get("backbone." + expert + ".conv1.weight"));
    }

    @Test
    void aFileOfPyTorchIsTakenAsItIs() {
        Map<String, Tensor> moco = new LinkedHashMap<>(published("module.encoder_q."));
        moco.put("module.queue", torch.zeros(4));
        Path path = folder.resolve("moco.pth.tar");
        TorchFileWriter.write(path, moco);

        PretrainedBackbone.load(path, ensemble);

        assertThat(conv1(ensemble, 1))
                .isEqualTo(HostArrays.floats(source.state().get("conv1.weight")));
    }

    @Test
    void aFileOfPyTorchThatDoesNotFitIsNamed() {
        Path path = folder.resolve("other.pth");
        TorchFileWriter.write(path, Map.of("conv1.weight", torch.zeros(1)));

        assertThatThrownBy(() -> PretrainedBackbone.load(path, ensemble))
                .isInstanceOf(TorchFileException.class)
                .hasMessageStartingWith(path + ": ")
                .hasMessageContaining("conv1.weight (model [64, 3, 7, 7], file [1])");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "module.", "backbone.", "module.backbone.", "_orig_mod.", "net.0."})
    void everyExpertTakesTheWeightsAndKeepsItsClassifier(String prefix) {
        float[] classifier = HostArrays.floats(ensemble.weights().state().get("classifier.1.weight"));

        PretrainedBackbone.load(file(published(prefix)), ensemble);

        Map<String, Tensor> state = ensemble.weights().state();
        for (int expert = 0; expert < 2; expert++) {
            String backbone = "backbone." + expert + ".";
            source.state()
                    .forEach((name, value) -> assertThat(HostArrays.floats(state.get(backbone + name)))
                            .as(backbone + name)
                            .isEqualTo(HostArrays.floats(value)));
        }
        assertThat(HostArrays.floats(state.get("classifier.1.weight"))).isEqualTo(classifier);
    }

    @Test
    void whatDoesNotFitIsListedAndNothingChanges() {
        Map<String, Tensor> weights = published("");
        weights.remove("layer1.0.bn1.running_mean");
        weights.put("layer5.0.conv1.weight", torch.zeros(1));
        weights.put("conv1.weight", torch.zeros(64, 3, 3, 3));
        Path path = file(weights);
        float[] before = conv1(ensemble, 0);

        assertThatThrownBy(() -> PretrainedBackbone.load(path, ensemble))
                .isInstanceOf(SafetensorsException.class)
                .hasMessage(path + ": the weights are of another architecture than the model"
                        + "; 1 missing: layer1.0.bn1.running_mean"
                        + "; 1 unexpected: layer5.0.conv1.weight"
                        + "; 1 of another shape: conv1.weight (model [64, 3, 7, 7], file [64, 3, 3, 3])"
                        + "; use weights of the architecture that model.backbone names, or name another");
        assertThat(conv1(ensemble, 0)).isEqualTo(before);
    }

    @Test
    void oneTensorUnderTwoNamesIsRefused() {
        Map<String, Tensor> weights = published("");
        weights.put("module.conv1.weight", torch.zeros(64, 3, 7, 7));

        assertThatThrownBy(() -> PretrainedBackbone.load("two networks", weights, ensemble))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("two tensors are called 'conv1.weight' without the prefix of 'module.conv1.weight'");
    }

    /** Raw integers of a quantised network, and what is left of a training that diverged. */
    @Test
    void weightsWithWhichNothingCanBeComputedAreRefused() {
        Map<String, Tensor> weights = published("");
        float[] before = conv1(ensemble, 0);
        weights.put("layer1.0.conv1.weight", torch.ones(64, 64, 3, 3).to(torch.ScalarType.Char));

        assertThatThrownBy(() -> PretrainedBackbone.load("quantised", weights, ensemble))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "the tensor layer1.0.conv1.weight holds I8, no floating-point numbers; if its weights are quantised,"
                                + " convert them in Python, for example with .dequantize()");

        weights.put(
                "layer1.0.conv1.weight", torch.ones(64, 64, 3, 3).log().neg().log());
        assertThatThrownBy(() -> PretrainedBackbone.load("broken", weights, ensemble))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "the tensor layer1.0.conv1.weight holds NaN or infinity: the weights are broken; use an earlier"
                                + " checkpoint of their training");
        assertThat(conv1(ensemble, 0)).isEqualTo(before);
    }

    /** A module of Lightning with a loss of its own, and the heads that timm's and other networks have. */
    @ParameterizedTest
    @ValueSource(strings = {"fc", "linear", "head.fc", "classifier", "heads.0"})
    void whatIsNotTheBackboneIsLeftAside(String head) {
        Map<String, Tensor> weights = new LinkedHashMap<>();
        published("model.").forEach((name, value) -> weights.put(name.replace(".fc.", "." + head + "."), value));
        weights.put("criterion.weight", torch.zeros(5));

        PretrainedBackbone.load("lightning", weights, ensemble);

        assertThat(conv1(ensemble, 1))
                .isEqualTo(HostArrays.floats(source.state().get("conv1.weight")));
    }

    @Test
    void severalNetworksAreRefusedUnlessOneHasThePlainNames() {
        Map<String, Tensor> weights = published("student.");
        weights.putAll(published("teacher."));
        assertThatThrownBy(() -> PretrainedBackbone.load("two", weights, ensemble))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("holds 2 networks, under student., teacher.; save the tensors of one of them");
        assertThat(NetworkNames.only(List.of("ema.", ""))).isEmpty();
        assertThat(NetworkNames.prefixes(Set.of(
                        "ema._conv_stem.weight",
                        "ema._bn0.weight",
                        "ema._blocks.0._depthwise_conv.weight",
                        "_fc.bias")))
                .as("of an EfficientNet")
                .containsExactly("ema.");
    }

    /** An ensemble that was trained for other classes: with as many experts, and with more and fewer. */
    @ParameterizedTest
    @CsvSource({"2, 1", "3, 1", "1, 0"})
    void theExpertsOfACheckpointStartThoseOfTheSameNumberOrTheFirstStartsAll(int experts, int second) {
        try (ExpertEnsemble other = ExpertEnsemble.create(
                ModelConfig.of(experts, ModelConfig.ResNet.RESNET10, new ModelConfig.Linear(true)), 7, 5, CPU)) {
            Path path = folder.resolve("own.bin");
            Map<String, Tensor> state = new LinkedHashMap<>(other.weights().state());
            state.put("ema.backbone.0.conv1.weight", torch.zeros(64, 3, 7, 7));
            state.put("optimizer.momentum.backbone.0.conv1.weight", torch.zeros(64, 3, 7, 7));
            SafetensorsWriter.write(path, Map.of("format_version", "1"), state);

            PretrainedBackbone.load(path, ensemble);

            assertThat(conv1(ensemble, 0)).containsOnly(0f);
            if (second == 0) {
                assertThat(conv1(ensemble, 1)).containsOnly(0f);
            } else {
                assertThat(conv1(ensemble, 1)).isEqualTo(conv1(other, second));
            }
        }
    }

    @Test
    void theContentDecidesTheFormatAndNotTheName() {
        Path torchFile = folder.resolve("pytorch_model.bin");
        TorchFileWriter.write(torchFile, published("model."));
        PretrainedBackbone.load(torchFile, ensemble);
        assertThat(conv1(ensemble, 0))
                .isEqualTo(HostArrays.floats(source.state().get("conv1.weight")));

        Path safetensors = folder.resolve("model.PTH");
        SafetensorsWriter.write(safetensors, Map.of(), published(""));
        PretrainedBackbone.load(safetensors, ensemble);
    }

    @Test
    void halfPrecisionIsReadAsFloats() {
        Map<String, Tensor> weights = published("");
        weights.replaceAll((name, value) -> value.to(torch.ScalarType.Half));

        PretrainedBackbone.load("half", weights, ensemble);

        assertThat(conv1(ensemble, 1))
                .isEqualTo(HostArrays.floats(source.state()
                        .get("conv1.weight")
                        .to(torch.ScalarType.Half)
                        .to(torch.ScalarType.Float)));
    }

    @Test
    void aFileThatIsMissingOrOfAnotherFormatIsNamed() throws IOException {
        Path missing = folder.resolve("missing.safetensors");
        assertThatThrownBy(() -> PretrainedBackbone.load(missing, ensemble))
                .isInstanceOf(SafetensorsException.class)
                .hasMessage(missing + ": there is no such file");
        Path text = Files.writeString(folder.resolve("resnet.txt"), "no weights at all");
        assertThatThrownBy(() -> PretrainedBackbone.load(text, ensemble))
                .isInstanceOf(SafetensorsException.class)
                .hasMessageContaining(text + ": ")
                .hasMessageContaining("this is no safetensors file");
    }
}
