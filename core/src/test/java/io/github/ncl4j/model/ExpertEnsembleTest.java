package io.github.ncl4j.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ncl4j.config.ModelConfig;
import io.github.ncl4j.config.ModelConfig.MemoryFormat;
import io.github.ncl4j.torch.EngineScope;
import io.github.ncl4j.torch.HostArrays;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(EngineScope.class)
class ExpertEnsembleTest {

    private static ExpertEnsemble create(int experts, double dropout, long seed) {
        ModelConfig config =
                new ModelConfig(experts, new ModelConfig.CifarResNet(8), new ModelConfig.Linear(true), dropout);
        return ExpertEnsemble.create(config, 3, seed, new Device(torch.DeviceType.CPU));
    }

    private static Tensor images() {
        float[] pixels = new float[4 * 3 * 8 * 8];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (float) Math.sin(i);
        }
        return HostArrays.tensor(pixels).view(4, 3, 8, 8);
    }

    private static float[] logits(ExpertEnsemble ensemble, boolean training) {
        try (PointerScope scope = new PointerScope()) {
            return HostArrays.floats(ensemble.forward(images(), training));
        }
    }

    private static Map<String, float[]> snapshot(ExpertEnsemble ensemble) {
        Map<String, float[]> values = new LinkedHashMap<>();
        ensemble.weights().state().forEach((name, tensor) -> values.put(name, HostArrays.floats(tensor)));
        return values;
    }

    private static void assertEqual(Map<String, float[]> actual, Map<String, float[]> expected) {
        assertThat(actual.keySet()).isEqualTo(expected.keySet());
        expected.forEach((name, values) -> assertThat(actual.get(name)).as(name).isEqualTo(values));
    }

    @Test
    void theMemoryFormatChangesNoMoreThanTheLastBits() {
        List<float[]> logits = new ArrayList<>();
        for (MemoryFormat format : MemoryFormat.values()) {
            ModelConfig config = new ModelConfig(
                    2, new ModelConfig.CifarResNet(8), 2, null, false, format, new ModelConfig.Linear(true), 0, 0);
            try (ExpertEnsemble ensemble = ExpertEnsemble.create(config, 3, 1, new Device(torch.DeviceType.CPU))) {
                Tensor weight = ensemble.weights().parameters().get("backbone.0.layer1.0.conv1.weight");
                assertThat(weight.is_contiguous(torch.MemoryFormat.ChannelsLast))
                        .isEqualTo(format == MemoryFormat.CHANNELS_LAST);
                logits.add(logits(ensemble, true));
            }
        }
        assertThat(logits.get(0)).usingComparatorWithPrecision(1e-5f).containsExactly(logits.get(1));
    }

    @Test
    void logitsAreOneMatrixPerExpert() {
        try (ExpertEnsemble ensemble = create(2, 0, 1)) {
            Tensor logits = ensemble.forward(images(), false);

            assertThat(new long[] {logits.dim(), logits.size(0), logits.size(1), logits.size(2)})
                    .containsExactly(3, 2, 4, 3);
        }
    }

    @Test
    void expertsDifferInTheirWeights() {
        try (ExpertEnsemble ensemble = create(2, 0, 1)) {
            Map<String, float[]> weights = snapshot(ensemble);

            assertThat(weights).containsKeys("backbone.0.conv1.weight", "backbone.1.layer3.0.bn2.running_var");
            assertThat(weights).containsKeys("classifier.0.weight", "classifier.1.bias");
            assertThat(weights.get("backbone.1.conv1.weight")).isNotEqualTo(weights.get("backbone.0.conv1.weight"));
            assertThat(weights.get("classifier.1.weight")).isNotEqualTo(weights.get("classifier.0.weight"));
        }
    }

    @Test
    void theSeedDecidesTheWeights() {
        try (ExpertEnsemble one = create(2, 0, 1);
                ExpertEnsemble same = create(2, 0, 1);
                ExpertEnsemble other = create(2, 0, 2)) {
            assertEqual(snapshot(same), snapshot(one));
            assertThat(snapshot(other).get("backbone.0.conv1.weight"))
                    .isNotEqualTo(snapshot(one).get("backbone.0.conv1.weight"));
        }
    }

    @Test
    void dropoutDropsOnlyInTraining() {
        try (ExpertEnsemble plain = create(1, 0, 1);
                ExpertEnsemble dropping = create(1, 0.5, 1)) {
            assertThat(logits(dropping, false)).isEqualTo(logits(plain, false));
            float[] first = logits(dropping, true);
            assertThat(logits(dropping, true)).isNotEqualTo(first);
        }
        try (ExpertEnsemble plain = create(1, 0, 1)) {
            float[] first = logits(plain, true);
            assertThat(logits(plain, true))
                    .as("without dropout training repeats itself")
                    .isEqualTo(first);
        }
    }

    @Test
    void runningStatisticsMoveOnlyInTraining() {
        try (ExpertEnsemble ensemble = create(1, 0, 1)) {
            Map<String, float[]> before = snapshot(ensemble);

            logits(ensemble, false);
            assertEqual(snapshot(ensemble), before);

            logits(ensemble, true);
            assertThat(snapshot(ensemble).get("backbone.0.bn1.running_mean"))
                    .isNotEqualTo(before.get("backbone.0.bn1.running_mean"));
        }
    }

    @Test
    void loadingMakesACopyOfTheOther() {
        try (ExpertEnsemble source = create(2, 0, 1);
                ExpertEnsemble target = create(2, 0, 2)) {
            target.load(source.weights().state());

            assertEqual(snapshot(target), snapshot(source));
            assertThat(logits(target, false)).isEqualTo(logits(source, false));
        }
    }

    @Test
    void weightsOfAnotherArchitectureAreRefusedWithAListAndNothingChanges() {
        try (ExpertEnsemble source = create(2, 0, 1);
                ExpertEnsemble target = create(2, 0, 2)) {
            Map<String, float[]> before = snapshot(target);
            Map<String, Tensor> values = new LinkedHashMap<>(source.weights().state());
            values.remove("backbone.0.conv1.weight");
            values.put("module.fc.weight", torch.zeros(1));
            values.put("classifier.1.bias", torch.zeros(5));

            assertThatThrownBy(() -> target.load(values))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("the weights are of another architecture than the model"
                            + "; 1 missing: backbone.0.conv1.weight"
                            + "; 1 unexpected: module.fc.weight"
                            + "; 1 of another shape: classifier.1.bias (model [3], file [5])"
                            + "; use the configuration that the weights were trained with");
            assertEqual(snapshot(target), before);
        }
    }

    @Test
    void longListsAreShortened() {
        try (ExpertEnsemble target = create(1, 0, 1)) {
            assertThatThrownBy(() -> target.load(Map.of()))
                    .hasMessageContaining("37 missing: backbone.0.conv1.weight, ")
                    .hasMessageContaining(" and 29 more; use");
        }
    }

    @Test
    void anEnsembleWithoutClassesIsRefused() {
        ModelConfig config = new ModelConfig(1, new ModelConfig.CifarResNet(8), new ModelConfig.Linear(true), 0);

        assertThatThrownBy(() -> ExpertEnsemble.create(config, 0, 1, new Device(torch.DeviceType.CPU)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("an ensemble needs at least one class");
    }

    @Test
    void twoLayersCannotShareAName() {
        try (Weights weights = new Weights(new Device(torch.DeviceType.CPU))) {
            weights.child("a").parameter("weight", torch.zeros(1));

            assertThatThrownBy(() -> weights.buffer("a.weight", torch.zeros(1)))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("two layers claim the name a.weight");
        }
    }
}
