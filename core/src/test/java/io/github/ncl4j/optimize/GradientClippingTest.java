package io.github.ncl4j.optimize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.ncl4j.torch.EngineScope;
import io.github.ncl4j.torch.HostArrays;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Two parameters whose gradients, 3 and 4, have the norm 5 together. */
@ExtendWith(EngineScope.class)
class GradientClippingTest {

    @Test
    void scalesToTheLargestNorm() {
        Map<String, Tensor> parameters = Map.of("a", withGradient(3), "b", withGradient(-4), "c", without());
        assertThat(GradientClipping.clip(parameters, 1)).isEqualTo(5);
        assertThat(parameters.get("a").grad().item_double()).isCloseTo(3 / (5 + 1e-6), within(1e-7));
        assertThat(parameters.get("b").grad().item_double()).isCloseTo(-4 / (5 + 1e-6), within(1e-7));
        assertThat(parameters.get("c").grad().defined()).isFalse();
    }

    @Test
    void leavesShortGradientsAlone() {
        Map<String, Tensor> parameters = Map.of("a", withGradient(3), "b", withGradient(-4));
        assertThat(GradientClipping.clip(parameters, 5.5)).isEqualTo(5);
        assertThat(parameters.get("a").grad().item_double()).isEqualTo(3);
        assertThat(parameters.get("b").grad().item_double()).isEqualTo(-4);
    }

    private static Tensor withGradient(double gradient) {
        Tensor parameter = without();
        parameter.mutable_grad().put(HostArrays.tensor(new float[] {(float) gradient}));
        return parameter;
    }

    private static Tensor without() {
        return HostArrays.tensor(new float[] {1}).set_requires_grad(true);
    }
}
