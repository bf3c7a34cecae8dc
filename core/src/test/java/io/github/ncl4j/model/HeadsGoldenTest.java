package io.github.ncl4j.model;

import static io.github.ncl4j.golden.Tolerances.assertClose;
import static io.github.ncl4j.golden.Tolerances.scale;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.ncl4j.config.ModelConfig;
import io.github.ncl4j.golden.Fill;
import io.github.ncl4j.golden.GoldenCase;
import io.github.ncl4j.golden.GoldenFolder;
import io.github.ncl4j.golden.Tolerances;
import io.github.ncl4j.torch.EngineScope;
import io.github.ncl4j.torch.HostArrays;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;

/** Output and gradients of every classifier that the configuration offers. */
@Tag("golden")
@ExtendWith(EngineScope.class)
class HeadsGoldenTest {

    @TestFactory
    Stream<DynamicTest> heads() {
        return GoldenFolder.tests("heads_*.json", HeadsGoldenTest::check);
    }

    private static void check(Path file) {
        try (GoldenCase golden = new GoldenCase(file)) {
            double scale = golden.config().path("COS_SCALE").asDouble();
            Map<String, ModelConfig.Classifier> heads = Map.of(
                    "FC", new ModelConfig.Linear(true),
                    "FC_nobias", new ModelConfig.Linear(false),
                    "FCNorm", new ModelConfig.Normalized(),
                    "cos", new ModelConfig.Cosine(scale, true),
                    "cos_fixed_bias", new ModelConfig.Cosine(scale, false));
            heads.forEach((head, config) -> checkHead(golden, head, config));
        }
    }

    private static void checkHead(GoldenCase golden, String head, ModelConfig.Classifier config) {
        try (PointerScope scope = new PointerScope();
                Weights weights = new Weights(new Device(torch.DeviceType.CPU))) {
            Classifier classifier = Classifier.of(
                    config,
                    weights,
                    golden.config().path("in").asInt(),
                    golden.config().path("out").asInt());
            Fill.fill(weights.state(), golden.config().path("fill_seed").asLong());
            weights.state()
                    .forEach((name, value) -> assertThat(HostArrays.floats(value))
                            .as("%s %s, to the bit", head, name)
                            .isEqualTo(golden.floats(head + "/w/" + name)));
            Tensor features = golden.tensor("x").set_requires_grad(true);

            Tensor logits = classifier.forward(features, true);
            logits.mul(golden.tensor("G")).sum().backward();

            compare(golden, head + "/out", logits);
            compare(golden, head + "/dx", features.grad());
            weights.parameters().forEach((name, value) -> compare(golden, head + "/grad/" + name, value.grad()));
            assertThat(golden.has(head + "/grad/bias"))
                    .as("%s trains its bias", head)
                    .isEqualTo(weights.parameters().containsKey("bias"));
        }
    }

    private static void compare(GoldenCase golden, String name, Tensor actual) {
        double[] expected = golden.doubles(name);
        assertClose(name, HostArrays.doubles(actual), expected, Tolerances.STATE * scale(expected));
    }
}
