package io.github.ncl4j.model;

import static io.github.ncl4j.golden.Tolerances.assertClose;
import static io.github.ncl4j.golden.Tolerances.scale;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.ncl4j.config.ModelConfig;
import io.github.ncl4j.golden.GoldenCase;
import io.github.ncl4j.golden.Tolerances;
import io.github.ncl4j.testkit.GoldenFolder;
import io.github.ncl4j.testkit.SharedFolder;
import io.github.ncl4j.torch.EngineScope;
import io.github.ncl4j.torch.HostArrays;
import io.github.ncl4j.torch.SafetensorsFile;
import io.github.ncl4j.train.TinyExperiment;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;

/** Features and logits of photos by weights that others have trained and published. */
@Tag("golden")
@ExtendWith(EngineScope.class)
class PretrainedGoldenTest {

    @TestFactory
    Stream<DynamicTest> weights() {
        return GoldenFolder.tests("pretrained_*.json", PretrainedGoldenTest::check);
    }

    private static void check(Path file) {
        try (GoldenCase golden = new GoldenCase(file);
                PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard();
                SafetensorsFile weights = SafetensorsFile.open(
                        SharedFolder.path(golden.config().path("weights").asText()))) {
            List<Long> pixels = golden.info("input_u8").shape();
            int classes = Math.toIntExact(golden.info("logits").shape().get(1));
            ModelConfig.Backbone backbone = ModelConfig.EfficientNet.valueOf(
                    golden.config().path("backbone").asText().toUpperCase(Locale.ROOT));
            ModelConfig config = ModelConfig.of(1, backbone, new ModelConfig.Linear(true));
            Tensor images = BackboneGoldenTest.input(
                    golden,
                    Math.toIntExact(pixels.get(0)),
                    Math.toIntExact(pixels.get(2)),
                    Math.toIntExact(pixels.get(3)));
            try (ExpertEnsemble model = ExpertEnsemble.create(config, classes, 1, new Device(torch.DeviceType.CPU))) {
                model.load(ImportedModel.of(
                                weights.tensors(name -> true),
                                TinyExperiment.config(Path.of("/nowhere")).withModel(config))
                        .weights());

                List<Tensor> features = model.features(images, false);
                Tensor logits = model.classify(features, false).select(0, 0);

                compare(golden, "pooled", features.get(0));
                compare(golden, "logits", logits);
                assertThat(HostArrays.doubles(logits.argmax(new LongOptional(1), false)))
                        .isEqualTo(HostArrays.doubles(golden.tensor("logits").argmax(new LongOptional(1), false)));
            }
        }
    }

    private static void compare(GoldenCase golden, String name, Tensor actual) {
        double[] expected = golden.doubles(name);
        assertClose(name, HostArrays.doubles(actual), expected, Tolerances.PRETRAINED * scale(expected));
    }
}
