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
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** The update rules, worked by hand, and what they promise about state and memory. */
@ExtendWith(EngineScope.class)
class OptimizerTest {

    private static final List<OptimizerConfig> ALL = List.of(
            new OptimizerConfig.Sgd(0.1, 0, false, 0),
            new OptimizerConfig.Sgd(0.1, 0.9, false, 2e-4),
            new OptimizerConfig.Sgd(0.1, 0.9, true, 2e-4),
            new OptimizerConfig.Adam(1e-3, 0.9, 0.999, 1e-8, 2e-4));

    /** lr 1/4, momentum 1/2, decay 1/2: every number is exact in float32. */
    @Test
    void plainMomentum() {
        Tensor w = parameter(1);
        try (Optimizer sgd = Optimizer.of(new OptimizerConfig.Sgd(1, 0.5, false, 0.5), Map.of("w", w))) {
            step(sgd, w, 0.5, 0.25); // g = 0.5 + 0.5 * 1 = 1, v = 1
            assertThat(w.item_double()).isEqualTo(1 - 0.25);
            step(sgd, w, 0.25, 0.25); // g = 0.25 + 0.5 * 0.75 = 0.625, v = 0.5 * 1 + 0.625 = 1.125
            assertThat(w.item_double()).isEqualTo(0.75 - 0.25 * 1.125);
        }
    }

    @Test
    void nesterovMomentum() {
        Tensor w = parameter(1);
        try (Optimizer sgd = Optimizer.of(new OptimizerConfig.Sgd(1, 0.5, true, 0.5), Map.of("w", w))) {
            step(sgd, w, 0.5, 0.25); // g = 1, v = 1, direction 1 + 0.5 * 1
            assertThat(w.item_double()).isEqualTo(1 - 0.25 * 1.5);
            step(sgd, w, 0.25, 0.25); // g = 0.25 + 0.5 * 0.625 = 0.5625, v = 1.0625, direction g + 0.5 * v
            assertThat(w.item_double()).isEqualTo(0.625 - 0.25 * 1.09375);
            assertThat(sgd.state().get("optimizer.w.momentum").item_double()).isEqualTo(1.0625);
        }
    }

    @Test
    void withoutMomentumThereIsNoState() {
        Tensor w = parameter(1);
        try (Optimizer sgd = Optimizer.of(new OptimizerConfig.Sgd(1, 0, false, 0), Map.of("w", w))) {
            step(sgd, w, 0.5, 0.25);
            assertThat(w.item_double()).isEqualTo(1 - 0.25 * 0.5);
            assertThat(sgd.state()).isEmpty();
        }
    }

    /** lr 1/4, betas 1/2 and 3/4, epsilon 1/2, decay 1/2. */
    @Test
    void adam() {
        Tensor w = parameter(1);
        try (Optimizer adam = Optimizer.of(new OptimizerConfig.Adam(1, 0.5, 0.75, 0.5, 0.5), Map.of("w", w))) {
            step(adam, w, 1.5, 0.25); // g = 2, m = 1, v = 1; corrected: 2 and 4
            assertThat(w.item_double()).isCloseTo(1 - 0.25 * 2 / (2 + 0.5), within(1e-7));
            step(adam, w, 0.6, 0.25); // g = 1, m = 1, v = 1; corrected: 1 / 0.75 and 1 / 0.4375
            assertThat(w.item_double())
                    .isCloseTo(0.8 - 0.25 * (1 / 0.75) / (Math.sqrt(1 / 0.4375) + 0.5), within(1e-7));
            assertThat(adam.state().get("optimizer.w.first_moment").item_double())
                    .isCloseTo(1, within(1e-6));
            assertThat(adam.state().get("optimizer.w.second_moment").item_double())
                    .isCloseTo(1, within(1e-6));
            assertThat(adam.state().get("optimizer.step").item_long()).isEqualTo(2);
        }
    }

    @ParameterizedTest
    @FieldSource("ALL")
    void aParameterWithoutGradientIsLeftAlone(OptimizerConfig config) {
        Map<String, Tensor> parameters = parameters(1);
        try (Optimizer optimizer = Optimizer.of(config, parameters)) {
            steps(optimizer, 2, 1);
            Map<String, Tensor> before = copy(parameters);
            Map<String, Tensor> stateBefore = copy(optimizer.state());
            stateBefore.remove("optimizer.step");
            optimizer.zeroGradients();
            optimizer.step(0.1);
            assertBitwiseEqual(parameters, before);
            stateBefore.forEach((name, tensor) -> assertThat(
                            torch.equal(tensor, optimizer.state().get(name)))
                    .as(name)
                    .isTrue());
        }
    }

    @Test
    void zeroGradientsDropsThem() {
        Tensor w = parameter(1);
        try (Optimizer sgd = Optimizer.of(ALL.get(2), Map.of("w", w))) {
            w.mul(w).backward();
            assertThat(w.grad().item_double()).isEqualTo(2);
            sgd.zeroGradients();
            assertThat(w.grad().defined()).isFalse();
            w.mul(w).backward();
            assertThat(w.grad().item_double()).as("does not add to the old one").isEqualTo(2);
        }
    }

    @ParameterizedTest
    @FieldSource("ALL")
    void goesOnFromALoadedStateToTheSameBits(OptimizerConfig config) {
        Map<String, Tensor> parameters = parameters(3);
        try (Optimizer first = Optimizer.of(config, parameters)) {
            steps(first, 5, 7);
            Map<String, Tensor> resumedParameters = copy(parameters);
            try (Optimizer resumed = Optimizer.of(config, resumedParameters)) {
                resumed.load(copy(first.state()));
                assertBitwiseEqual(resumed.state(), first.state());
                steps(first, 5, 8);
                steps(resumed, 5, 8);
                assertBitwiseEqual(resumedParameters, parameters);
                assertBitwiseEqual(resumed.state(), first.state());
            }
        }
    }

    @Test
    void stateHasTheShapesAndTheLayoutOfTheParameters() {
        Map<String, Tensor> parameters = parameters(3);
        try (Optimizer adam = Optimizer.of(ALL.get(3), parameters)) {
            assertThat(adam.state().keySet())
                    .containsExactly(
                            "optimizer.conv.weight.first_moment",
                            "optimizer.conv.bias.first_moment",
                            "optimizer.conv.weight.second_moment",
                            "optimizer.conv.bias.second_moment",
                            "optimizer.step");
            Tensor moment = adam.state().get("optimizer.conv.weight.first_moment");
            assertThat(moment.shape()).containsExactly(8, 4, 3, 3);
            assertThat(moment.is_contiguous(torch.MemoryFormat.ChannelsLast)).isTrue();
        }
    }

    @Test
    void refusesAStateThatDoesNotFitAndChangesNothing() {
        Map<String, Tensor> parameters = parameters(3);
        try (Optimizer sgd = Optimizer.of(ALL.get(2), parameters)) {
            steps(sgd, 1, 1);
            Map<String, Tensor> before = copy(sgd.state());
            Map<String, Tensor> wrong = new LinkedHashMap<>();
            wrong.put("optimizer.conv.weight.momentum", torch.ones(8, 4, 3, 1));
            wrong.put("optimizer.step", torch.ones(1));
            assertThatThrownBy(() -> sgd.load(wrong))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContainingAll(
                            "optimizer.conv.weight.momentum has the shape [8, 4, 3, 1], not [8, 4, 3, 3]",
                            "optimizer.conv.bias.momentum is missing",
                            "optimizer.step is unexpected");
            assertBitwiseEqual(sgd.state(), before);
        }
    }

    /** A leak of one temporary of the larger parameter in each step would add 250 MB. */
    @ParameterizedTest
    @FieldSource("ALL")
    void fiveHundredStepsTakeNoMemory(OptimizerConfig config) {
        Map<String, Tensor> parameters = Map.of("large", torch.randn(1 << 17).set_requires_grad(true));
        try (Optimizer optimizer = Optimizer.of(config, parameters)) {
            steps(optimizer, 20, 1);
            long pointers = Pointer.totalCount();
            long bytes = Pointer.physicalBytes();
            steps(optimizer, 500, 2);
            assertThat(Pointer.totalCount()).isLessThanOrEqualTo(pointers);
            assertThat(Pointer.physicalBytes() - bytes).isLessThan(100L << 20);
        }
    }

    private static Tensor parameter(double value) {
        return HostArrays.tensor(new float[] {(float) value}).set_requires_grad(true);
    }

    private static void step(Optimizer optimizer, Tensor parameter, double gradient, double learningRate) {
        parameter.mutable_grad().put(HostArrays.tensor(new float[] {(float) gradient}));
        optimizer.step(learningRate);
    }

    /** A channels-last convolution weight and a vector. */
    private static Map<String, Tensor> parameters(long seed) {
        torch.manual_seed(seed);
        Map<String, Tensor> parameters = new LinkedHashMap<>();
        parameters.put(
                "conv.weight",
                torch.randn(8, 4, 3, 3)
                        .contiguous(torch.MemoryFormat.ChannelsLast)
                        .set_requires_grad(true));
        parameters.put("conv.bias", torch.randn(8).set_requires_grad(true));
        return parameters;
    }

    /** Steps on random gradients that the seed decides. */
    private static void steps(Optimizer optimizer, int count, long seed) {
        torch.manual_seed(seed);
        for (int s = 0; s < count; s++) {
            try (PointerScope step = new PointerScope()) {
                optimizer
                        .parameters()
                        .values()
                        .forEach(parameter -> parameter.mutable_grad().put(torch.randn_like(parameter.detach())));
                optimizer.step(0.1);
                optimizer.zeroGradients();
            }
        }
    }

    private static Map<String, Tensor> copy(Map<String, Tensor> tensors) {
        Map<String, Tensor> copy = new LinkedHashMap<>();
        tensors.forEach(
                (name, tensor) -> copy.put(name, tensor.detach().clone().set_requires_grad(tensor.requires_grad())));
        return copy;
    }

    private static void assertBitwiseEqual(Map<String, Tensor> actual, Map<String, Tensor> expected) {
        assertThat(actual.keySet()).isEqualTo(expected.keySet());
        expected.forEach((name, tensor) ->
                assertThat(torch.equal(actual.get(name), tensor)).as(name).isTrue());
    }
}
