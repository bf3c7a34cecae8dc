package io.github.ncl4j.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.ncl4j.config.AugmentConfig;
import io.github.ncl4j.config.ExperimentConfig;
import io.github.ncl4j.config.ModelConfig;
import io.github.ncl4j.model.ExpertEnsemble;
import io.github.ncl4j.model.ModelDescription;
import io.github.ncl4j.onnx.proto.ModelProto;
import io.github.ncl4j.onnx.proto.NodeProto;
import io.github.ncl4j.onnx.proto.StringStringEntryProto;
import io.github.ncl4j.onnx.proto.TensorProto;
import io.github.ncl4j.torch.EngineScope;
import io.github.ncl4j.torch.HostArrays;
import io.github.ncl4j.train.TinyExperiment;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.GeneratorOptional;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

@ExtendWith(EngineScope.class)
class OnnxExportTest {

    private static final List<String> NAMES = List.of("a", "b \"c\"", "d");

    private static final ModelConfig SMALL = ModelConfig.of(
                    2, new ModelConfig.CifarResNet(8), new ModelConfig.Linear(true))
            .withDropout(0.1);

    static Stream<ModelConfig> models() {
        ModelConfig.Linear linear = new ModelConfig.Linear(true);
        return Stream.of(
                SMALL,
                model(new ModelConfig.CifarResNet(14), 1, new ModelConfig.Linear(false)),
                ModelConfig.of(3, new ModelConfig.CifarResNet(8), new ModelConfig.Cosine(16, true)),
                model(new ModelConfig.CifarResNet(8), 2, new ModelConfig.Normalized()),
                model(ModelConfig.ResNet.RESNET10, 2, new ModelConfig.Cosine(30, false)),
                model(ModelConfig.ResNet.RESNEXT50_32X4D, 1, linear),
                model(ModelConfig.EfficientNet.EFFICIENTNET_LITE0, 2, linear),
                model(ModelConfig.EfficientNet.EFFICIENTNET_LITE0, 1, new ModelConfig.Normalized()));
    }

    private static ModelConfig model(ModelConfig.Backbone backbone, int lastStride, ModelConfig.Classifier classifier) {
        return ModelConfig.of(1, backbone, classifier).withLastStride(lastStride);
    }

    /** What the nodes of the file compute, one by one, is what the ensemble computes, with statistics like those of training. */
    @ParameterizedTest
    @MethodSource("models")
    void theNodesComputeWhatTheEnsembleComputes(ModelConfig config) {
        try (ExpertEnsemble ensemble = ensemble(config);
                NoGradGuard noGrad = new NoGradGuard()) {
            Tensor images = torch.randn(2, 3, 45, 38);
            ModelProto model = OnnxExport.model(
                    ensemble.weights().state(), describe(config), ExportOptions.DEFAULT.withAllOutputs(), "1");

            Map<String, Tensor> nodes = NodeEvaluation.evaluate(model, images);

            Tensor experts = ensemble.forward(images, false);
            assertClose(nodes.get(OnnxExport.EXPERT_LOGITS), experts.transpose(0, 1));
            assertClose(nodes.get(OnnxExport.LOGITS), experts.mean(0));
            assertClose(nodes.get(OnnxExport.PROBABILITIES), experts.mean(0).softmax(1));
            assertClose(
                    nodes.get(OnnxExport.FEATURES),
                    torch.cat(new TensorVector(ensemble.features(images, false).toArray(new Tensor[0])), 1));
        }
    }

    @Test
    void oneExpertGivesItsOwnLogits() {
        try (ExpertEnsemble ensemble = ensemble(SMALL);
                NoGradGuard noGrad = new NoGradGuard()) {
            Tensor images = torch.randn(2, 3, 8, 8);
            ExportOptions second =
                    new ExportOptions(InputForm.NORMALIZED, WeightStorage.FLOAT32, 1, false, true, false, 0.5);
            ModelProto model = OnnxExport.model(ensemble.weights().state(), describe(SMALL), second, "1");

            Map<String, Tensor> nodes = NodeEvaluation.evaluate(model, images);

            assertClose(
                    nodes.get(OnnxExport.LOGITS),
                    ensemble.forward(images, false).select(0, 1));
            assertThat(nodes.get(OnnxExport.EXPERT_LOGITS).size(1)).isEqualTo(1);
            assertThat(model.getGraph().getInitializerList())
                    .extracting(TensorProto::getName)
                    .noneMatch(name -> name.startsWith("backbone.0."));
        }
    }

    /** The three forms of the input lead to the same logits. */
    @Test
    void normalisationMayBeInside() {
        try (ExpertEnsemble ensemble = ensemble(SMALL);
                NoGradGuard noGrad = new NoGradGuard()) {
            byte[] pixels = new byte[2 * 9 * 7 * 3];
            new Random(5).nextBytes(pixels);
            Tensor bytes = HostArrays.tensor(pixels, 2, 9, 7, 3);
            Tensor unit = bytes.permute(0, 3, 1, 2).to(torch.ScalarType.Float).div(new Scalar(255f));
            Tensor normalized = unit.sub(new Scalar(0.5f)).div(new Scalar(0.25f));

            Tensor expected = logits(ensemble, InputForm.NORMALIZED, normalized);

            assertClose(logits(ensemble, InputForm.FLOAT, unit), expected);
            assertClose(logits(ensemble, InputForm.UINT8, bytes), expected);
        }
    }

    private static Tensor logits(ExpertEnsemble ensemble, InputForm form, Tensor input) {
        ModelProto model =
                OnnxExport.model(ensemble.weights().state(), describe(SMALL), ExportOptions.DEFAULT.with(form), "1");
        return Objects.requireNonNull(NodeEvaluation.evaluate(model, input).get(OnnxExport.LOGITS));
    }

    /** A channel's largest weight becomes 127, and every weight comes back within half a step. */
    @Test
    void quantisedWeightsAreWithinHalfAStep() {
        float[] weights = {0.5f, -1.27f, 0.004f, 0, 0, 0, 3, 1, -2};

        float[] scales = WeightStorage.scales(weights, 3);
        byte[] quantized = WeightStorage.quantized(weights, scales).toByteArray();

        assertThat(scales).containsExactly(new float[] {0.01f, 1, 3 / 127f}, within(1e-8f));
        assertThat(quantized).containsExactly(50, -127, 0, 0, 0, 0, 127, 42, -85);
        for (int i = 0; i < weights.length; i++) {
            assertThat(quantized[i] * scales[i / 3]).isCloseTo(weights[i], within(scales[i / 3] / 2 + 1e-7f));
        }
    }

    @ParameterizedTest
    @CsvSource({"FLOAT16, 2, 0.01", "INT8, 4, 0.2"})
    void smallerWeightsMakeASmallerFileAndNearlyTheSameLogits(WeightStorage storage, double smaller, double close) {
        try (ExpertEnsemble ensemble = ensemble(SMALL);
                NoGradGuard noGrad = new NoGradGuard()) {
            Tensor images = torch.randn(2, 3, 8, 8);
            ModelProto exact =
                    OnnxExport.model(ensemble.weights().state(), describe(SMALL), ExportOptions.DEFAULT, "1");
            ModelProto small = OnnxExport.model(
                    ensemble.weights().state(), describe(SMALL), ExportOptions.DEFAULT.with(storage), "1");

            double difference = difference(
                    NodeEvaluation.evaluate(small, images).get(OnnxExport.LOGITS),
                    NodeEvaluation.evaluate(exact, images).get(OnnxExport.LOGITS));

            assertThat(difference).isPositive().isLessThan(close);
            long overhead = 30_000; // biases, scales and nodes
            assertThat((double) small.getSerializedSize())
                    .isLessThan(exact.getSerializedSize() / smaller + overhead)
                    .isGreaterThan(exact.getSerializedSize() / smaller);
        }
    }

    @Test
    void whatIsNeededToUseTheModelTravelsWithIt() {
        try (ExpertEnsemble ensemble = ensemble(SMALL)) {
            ModelProto model =
                    OnnxExport.model(ensemble.weights().state(), describe(SMALL), ExportOptions.DEFAULT, "1.2");

            Map<String, String> metadata = new LinkedHashMap<>();
            for (StringStringEntryProto entry : model.getMetadataPropsList()) {
                metadata.put(entry.getKey(), entry.getValue());
            }
            assertThat(metadata)
                    .containsEntry("ncl4j_format", "1")
                    .containsEntry("ncl4j_version", "1.2")
                    .containsEntry("experiment", "tiny")
                    .containsEntry("class_names", "[\"a\",\"b \\\"c\\\"\",\"d\"]")
                    .containsEntry("class_counts", "[36,18,10]")
                    .containsEntry("experts", "2")
                    .containsEntry("mean", "[0.5,0.5,0.5]")
                    .containsEntry("preparation", "")
                    .containsEntry("input", "normalized")
                    .containsEntry("many_from", "100")
                    .containsEntry("few_to", "20");
            assertThat(model.getGraph().getNodeList())
                    .extracting(NodeProto::getOpType)
                    .doesNotContain("BatchNormalization");
        }
    }

    @Test
    void whatCannotTravelIsRefused() {
        try (ExpertEnsemble ensemble = ensemble(SMALL)) {
            Map<String, Tensor> state = ensemble.weights().state();
            ModelDescription flipped = describe(SMALL, List.of(new AugmentConfig.HorizontalFlip(1)));
            ExportOptions third =
                    new ExportOptions(InputForm.NORMALIZED, WeightStorage.FLOAT32, 2, false, false, false, 0);

            assertThatThrownBy(() -> OnnxExport.model(state, flipped, ExportOptions.DEFAULT, "1"))
                    .hasMessageContaining("augment.evaluate", "HorizontalFlip");
            assertThatThrownBy(() -> OnnxExport.model(state, describe(SMALL), third, "1"))
                    .hasMessageContaining("2 experts; there is no expert");
            assertThatThrownBy(() -> WeightStorage.halves("x.weight", new float[] {1, 70_000}))
                    .hasMessageContaining("x.weight", "float16");
        }
    }

    /** Weights as of a trained network: running statistics and scales that are not 0 and 1. */
    private static ExpertEnsemble ensemble(ModelConfig config) {
        ExpertEnsemble ensemble = ExpertEnsemble.create(config, NAMES.size(), 3, new Device(torch.DeviceType.CPU));
        try (NoGradGuard noGrad = new NoGradGuard()) {
            ensemble.weights().state().forEach((name, tensor) -> {
                if (name.endsWith("running_var") || (name.matches(".*[._]bn\\d.*") && name.endsWith(".weight"))) {
                    tensor.uniform_(0.5, 1.5, new GeneratorOptional());
                } else if (name.endsWith("running_mean") || name.endsWith(".bias")) {
                    tensor.uniform_(-0.3, 0.3, new GeneratorOptional());
                }
            });
        }
        return ensemble;
    }

    private static ModelDescription describe(ModelConfig model) {
        return describe(model, List.of());
    }

    private static ModelDescription describe(ModelConfig model, List<AugmentConfig.Operation> evaluate) {
        ExperimentConfig tiny = TinyExperiment.config(Path.of("/nowhere"));
        return new ModelDescription(
                tiny.withAugment(tiny.augment().withEvaluate(evaluate)).withModel(model), NAMES, List.of(36, 18, 10));
    }

    private static void assertClose(Tensor actual, Tensor expected) {
        assertThat(difference(actual, expected)).isLessThan(2e-5);
    }

    private static double difference(Tensor actual, Tensor expected) {
        double[] some = HostArrays.doubles(actual);
        double[] others = HostArrays.doubles(expected);
        assertThat(some).hasSameSizeAs(others);
        double largest = 0;
        for (int i = 0; i < some.length; i++) {
            largest = Math.max(largest, Math.abs(some[i] - others[i]));
        }
        return largest;
    }
}
