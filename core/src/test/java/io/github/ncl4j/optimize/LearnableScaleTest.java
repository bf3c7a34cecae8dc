package io.github.ncl4j.optimize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.ncl4j.config.OptimizerConfig;
import io.github.ncl4j.torch.EngineScope;
import io.github.ncl4j.torch.HostArrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(EngineScope.class)
class LearnableScaleTest {

    private static final OptimizerConfig.Sgd PLAIN = new OptimizerConfig.Sgd(1, 0, false, 0);

    private static Map<String, Tensor> classifier() {
        Map<String, Tensor> parameters = new LinkedHashMap<>();
        parameters.put("classifier.0.weight", parameter(new double[] {1, 2, 3, 4}, 2, 2));
        parameters.put("classifier.0.bias", parameter(new double[] {1, 1}, 2));
        return parameters;
    }

    private static Tensor parameter(double[] values, long... shape) {
        return Tensor.create(values).view(shape).detach().set_requires_grad(true);
    }

    private static void gradients(Map<String, Tensor> parameters, double[] weight, double[] bias) {
        parameters
                .get("classifier.0.weight")
                .mutable_grad()
                .put(Tensor.create(weight).view(2, 2));
        parameters.get("classifier.0.bias").mutable_grad().put(Tensor.create(bias));
    }

    @Test
    void onlyTheLengthOfAClassesWeightsIsLearnt() {
        Map<String, Tensor> parameters = classifier();
        try (LearnableScale optimizer = new LearnableScale(PLAIN, parameters)) {
            // ds = (1 * 1 + 0 * 2 + 0 * 1, 0 * 3 + 1 * 4 + 2 * 1) = (1, 6), so that s = (0.9, 0.4).
            gradients(parameters, new double[] {1, 0, 0, 1}, new double[] {0, 2});
            optimizer.step(0.1);

            assertThat(HostArrays.doubles(parameters.get("classifier.0.weight")))
                    .containsExactly(new double[] {.9, 1.8, 1.2, 1.6}, within(1e-12));
            assertThat(HostArrays.doubles(parameters.get("classifier.0.bias")))
                    .containsExactly(new double[] {.9, .4}, within(1e-12));

            // The gradient is that of the factor, still with the first weights as the base: s = (0.9 - 0.1, 0.4).
            gradients(parameters, new double[] {1, 0, 0, 0}, new double[] {0, 0});
            optimizer.step(0.1);

            assertThat(HostArrays.doubles(parameters.get("classifier.0.weight")))
                    .containsExactly(new double[] {.8, 1.6, 1.2, 1.6}, within(1e-12));
        }
    }

    @Test
    void aSavedStateGoesOn() {
        Map<String, Tensor> parameters = classifier();
        Map<String, Tensor> resumed = classifier();
        OptimizerConfig.Sgd momentum = new OptimizerConfig.Sgd(1, 0.9, true, 1e-2);
        try (LearnableScale optimizer = new LearnableScale(momentum, parameters);
                LearnableScale other = new LearnableScale(momentum, resumed)) {
            gradients(parameters, new double[] {1, 0, 0, 1}, new double[] {0, 2});
            optimizer.step(0.1);

            other.load(optimizer.state());
            for (Map<String, Tensor> each : List.of(parameters, resumed)) {
                gradients(each, new double[] {1, 2, 3, 4}, new double[] {5, 6});
            }
            optimizer.step(0.1);
            other.step(0.1);

            assertThat(HostArrays.doubles(resumed.get("classifier.0.weight")))
                    .isEqualTo(HostArrays.doubles(parameters.get("classifier.0.weight")));
        }
    }

    @Test
    void aStateOfAnotherOptimizerIsRefused() {
        Map<String, Tensor> parameters = classifier();
        try (LearnableScale optimizer = new LearnableScale(PLAIN, parameters);
                Optimizer plain = Optimizer.of(PLAIN, parameters)) {
            assertThatThrownBy(() -> optimizer.load(plain.state()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("optimizer.classifier.0.weight.base is missing");
        }
    }
}
