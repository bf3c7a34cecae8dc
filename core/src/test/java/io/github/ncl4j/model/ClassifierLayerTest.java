package io.github.ncl4j.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.ncl4j.config.ModelConfig;
import io.github.ncl4j.torch.EngineScope;
import io.github.ncl4j.torch.HostArrays;
import java.util.Map;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(EngineScope.class)
class ClassifierTest {

    /** Logits of the features (3, 4) for the weights (1, 0), (0, 2), (-3, -4) and the bias (1, 2, 3). */
    private static float[] logits(ModelConfig.Classifier config, float... features) {
        try (Weights weights = new Weights(new Device(torch.DeviceType.CPU))) {
            ClassifierLayer classifier = ClassifierLayer.of(config, weights, 2, 3);
            Map<String, Tensor> state = weights.state();
            Weights.assign(
                    state.get("weight"),
                    HostArrays.tensor(new float[] {1, 0, 0, 2, -3, -4}).view(3, 2));
            if (state.containsKey("bias")) {
                Weights.assign(state.get("bias"), HostArrays.tensor(new float[] {1, 2, 3}));
            }
            return HostArrays.floats(
                    classifier.forward(HostArrays.tensor(features).view(1, 2), false));
        }
    }

    @Test
    void linearIsAProductAndABias() {
        assertThat(logits(new ModelConfig.Linear(true), 3, 4)).containsExactly(3 + 1, 8 + 2, -25 + 3);
        assertThat(logits(new ModelConfig.Linear(false), 3, 4)).containsExactly(3, 8, -25);
    }

    @Test
    void cosineIsTheScaledCosineAndABiasTrainedOrNot() {
        float[] expected = {10 * .6f + 1, 10 * .8f + 2, -10 + 3};

        assertThat(logits(new ModelConfig.Cosine(10, true), 3, 4)).containsExactly(expected, within(1e-5f));
        assertThat(logits(new ModelConfig.Cosine(10, false), 3, 4)).containsExactly(expected, within(1e-5f));
    }

    @Test
    void normalizedIsTheCosineAlone() {
        assertThat(logits(new ModelConfig.Normalized(), 3, 4))
                .containsExactly(new float[] {.6f, .8f, -1}, within(1e-6f));
        assertThat(logits(new ModelConfig.Normalized(), 300, 400))
                .as("length does not matter")
                .containsExactly(new float[] {.6f, .8f, -1}, within(1e-6f));
    }

    @Test
    void aZeroFeatureHasNoDirectionAndIsNotNaN() {
        assertThat(logits(new ModelConfig.Cosine(10, true), 0, 0)).containsExactly(1, 2, 3);
        assertThat(logits(new ModelConfig.Normalized(), 0, 0)).containsExactly(0, 0, 0);
    }

    @Test
    void theBiasOfTheCosineIsStateAndTrainedOnlyOnRequest() {
        try (Weights trained = new Weights(new Device(torch.DeviceType.CPU));
                Weights fixed = new Weights(new Device(torch.DeviceType.CPU))) {
            ClassifierLayer.of(new ModelConfig.Cosine(16, true), trained, 2, 3);
            ClassifierLayer.of(new ModelConfig.Cosine(16, false), fixed, 2, 3);

            assertThat(trained.parameters()).containsOnlyKeys("weight", "bias");
            assertThat(fixed.parameters()).containsOnlyKeys("weight");
            assertThat(fixed.state()).containsOnlyKeys("weight", "bias");
            assertThat(HostArrays.floats(fixed.state().get("bias"))).containsExactly(0, 0, 0);
        }
    }
}
