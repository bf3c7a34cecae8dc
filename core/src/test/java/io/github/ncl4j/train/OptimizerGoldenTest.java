package io.github.ncl4j.train;

import static io.github.ncl4j.golden.Tolerances.assertClose;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.ncl4j.config.OptimizerConfig;
import io.github.ncl4j.golden.GoldenCase;
import io.github.ncl4j.golden.GoldenFolder;
import io.github.ncl4j.golden.Tolerances;
import io.github.ncl4j.optimize.Optimizer;
import io.github.ncl4j.torch.Engine;
import io.github.ncl4j.torch.HostArrays;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/** Several steps of SGD and Adam on given gradients. The fields {@code ema.*} wait for the momentum encoder. */
@Tag("golden")
class OptimizerGoldenTest {

    @TestFactory
    Stream<DynamicTest> optimizers() {
        return GoldenFolder.tests("optim_*.json", OptimizerGoldenTest::check);
    }

    private static void check(Path file) {
        Engine.start();
        try (GoldenCase golden = new GoldenCase(file);
                PointerScope scope = new PointerScope()) {
            Map<String, Tensor> parameters = new LinkedHashMap<>();
            for (int i = 0; golden.has("w0." + i); i++) {
                parameters.put(Integer.toString(i), golden.tensor("w0." + i).set_requires_grad(true));
            }
            try (Optimizer optimizer = Optimizer.of(config(golden.config()), parameters)) {
                int step = 0;
                for (JsonNode learningRate : golden.config().path("lr_per_step")) {
                    for (Map.Entry<String, Tensor> parameter : parameters.entrySet()) {
                        Tensor gradient = golden.tensor("g." + step + "." + parameter.getKey());
                        parameter.getValue().mutable_grad().put(gradient);
                    }
                    optimizer.step(learningRate.asDouble());
                    step++;
                    compare(golden, "w." + step + ".", parameters);
                    compareMomentum(golden, step, optimizer);
                }
            }
        }
    }

    private static OptimizerConfig config(JsonNode config) {
        double weightDecay = config.path("weight_decay").asDouble();
        return switch (config.path("type").asText()) {
            case "SGD" ->
                new OptimizerConfig.Sgd(
                        0.1,
                        config.path("momentum").asDouble(),
                        config.path("nesterov").asBoolean(),
                        weightDecay);
            case "ADAM" ->
                new OptimizerConfig.Adam(
                        0.1,
                        config.path("betas").path(0).asDouble(),
                        config.path("betas").path(1).asDouble(),
                        1e-8,
                        weightDecay);
            default -> throw new AssertionError("unknown optimizer " + config.path("type"));
        };
    }

    private static void compare(GoldenCase golden, String prefix, Map<String, Tensor> actual) {
        actual.forEach((name, tensor) -> {
            double[] expected = golden.doubles(prefix + name);
            assertClose(
                    prefix + name, HostArrays.doubles(tensor), expected, Tolerances.STATE * Tolerances.scale(expected));
        });
    }

    private static void compareMomentum(GoldenCase golden, int step, Optimizer optimizer) {
        Map<String, Tensor> momenta = new LinkedHashMap<>();
        for (String name : optimizer.parameters().keySet()) {
            if (golden.has("buf." + step + "." + name)) {
                momenta.put(name, Objects.requireNonNull(optimizer.state().get("optimizer." + name + ".momentum")));
            }
        }
        compare(golden, "buf." + step + ".", momenta);
    }
}
