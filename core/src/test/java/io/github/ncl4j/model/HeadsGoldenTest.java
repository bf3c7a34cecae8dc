package io.github.ncl4j.model;

import static io.github.ncl4j.golden.Tolerances.assertClose;
import static io.github.ncl4j.golden.Tolerances.scale;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.ncl4j.config.ModelConfig;
import io.github.ncl4j.golden.Fill;
import io.github.ncl4j.golden.GoldenCase;
import io.github.ncl4j.golden.Tolerances;
import io.github.ncl4j.testkit.GoldenFolder;
import io.github.ncl4j.torch.EngineScope;
import io.github.ncl4j.torch.HostArrays;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;

/** Output and gradients of every classifier and projection head that the configuration offers. */
@Tag("golden")
@ExtendWith(EngineScope.class)
class HeadsGoldenTest {

    @TestFactory
    Stream<DynamicTest> heads() {
        return GoldenFolder.tests("heads_*.json", HeadsGoldenTest::check);
    }

    private static void check(Path file) {
        try (GoldenCase golden = new GoldenCase(file)) {
            int features = golden.config().path("in").asInt();
            int outputs = golden.config().path("out").asInt();
            double scale = golden.config().path("COS_SCALE").asDouble();
            Map<String, Function<Weights, Layer>> heads = Map.of(
                    "FC", weights -> ProjectionHead.linear(weights, features, outputs),
                    "FC_nobias",
                            weights -> ClassifierLayer.of(new ModelConfig.Linear(false), weights, features, outputs),
                    "FCNorm", weights -> ProjectionHead.normalized(weights, features, outputs),
                    "cos", weights -> ProjectionHead.cosine(weights, features, outputs, scale),
                    "cos_fixed_bias",
                            weights -> ClassifierLayer.of(
                                    new ModelConfig.Cosine(scale, false), weights, features, outputs),
                    "mlp", weights -> ProjectionHead.mlp(weights, features, outputs));
            assertThat(heads.keySet()).as("no head is left unread").isEqualTo(golden.groups());
            heads.forEach((head, layer) -> checkHead(golden, head, layer));
        }
    }

    private static void checkHead(GoldenCase golden, String head, Function<Weights, Layer> kind) {
        try (PointerScope scope = new PointerScope();
                Weights weights = new Weights(new Device(torch.DeviceType.CPU))) {
            Layer layer = kind.apply(weights);
            Fill.fill(weights.state(), golden.config().path("fill_seed").asLong());
            weights.state()
                    .forEach((name, value) -> assertThat(HostArrays.floats(value))
                            .as("%s %s, to the bit", head, name)
                            .isEqualTo(golden.floats(head + "/w/" + name)));
            Tensor features = golden.tensor("x").set_requires_grad(true);

            Tensor output = layer.forward(features, true);
            output.mul(golden.tensor("G")).sum().backward();

            compare(golden, head + "/out", output);
            compare(golden, head + "/dx", features.grad());
            weights.parameters().forEach((name, value) -> compare(golden, head + "/grad/" + name, value.grad()));
            assertThat(weights.parameters().keySet())
                    .as("%s trains these alone", head)
                    .isEqualTo(golden.names(head + "/grad/"));
        }
    }

    private static void compare(GoldenCase golden, String name, Tensor actual) {
        double[] expected = golden.doubles(name);
        assertClose(name, HostArrays.doubles(actual), expected, Tolerances.STATE * scale(expected));
    }
}
