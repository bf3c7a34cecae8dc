package io.github.ncl4j.onnx;

import io.github.ncl4j.config.AugmentConfig;
import io.github.ncl4j.config.ModelConfig;
import io.github.ncl4j.file.OutputFile;
import io.github.ncl4j.image.UserException;
import io.github.ncl4j.model.ContrastiveNames;
import io.github.ncl4j.model.Expert;
import io.github.ncl4j.model.ModelDescription;
import io.github.ncl4j.onnx.proto.ModelProto;
import io.github.ncl4j.onnx.proto.OperatorSetIdProto;
import io.github.ncl4j.onnx.proto.StringStringEntryProto;
import io.github.ncl4j.onnx.proto.TensorProto.DataType;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Trained ensembles as ONNX models (opset 17), with everything in the metadata that is needed to use them. The batch is dynamic;
 * so are height and width, unless the configuration cuts every image to one size.
 */
public final class OnnxExport {

    /** The name of the input. */
    public static final String IMAGES = "images";

    /** The output that is always there. */
    public static final String LOGITS = "logits";

    /** See {@link ExportOptions#probabilities}. */
    public static final String PROBABILITIES = "probabilities";

    /** See {@link ExportOptions#expertLogits}. */
    public static final String EXPERT_LOGITS = "expert_logits";

    /** See {@link ExportOptions#features}. */
    public static final String FEATURES = "features";

    /** Of the file format: that of opset 17. */
    private static final int IR_VERSION = 8;

    private static final String BATCH = "batch";

    /** Protocol buffers count their bytes in 31 bits; what is not weights takes far less than this. */
    private static final long MOST_WEIGHT_BYTES = Integer.MAX_VALUE - (1L << 25);

    private final GraphWriter graph;
    private final Map<String, Tensor> state;
    private final ModelDescription description;
    private final ExportOptions options;

    private OnnxExport(Map<String, Tensor> state, ModelDescription description, ExportOptions options) {
        graph = new GraphWriter(description.config().name(), options.weights());
        this.state = state;
        this.description = description;
        this.options = options;
    }

    /**
     * Makes the model.
     *
     * @param state weights and buffers of the ensemble by state-dict name, as in a checkpoint; borrowed
     * @param version of this program, for the metadata
     * @throws UserException if there is no such expert, if a step of {@code augment.evaluate} cannot travel with the
     *     model, or if the weights are too large for one file
     */
    public static ModelProto model(
            Map<String, Tensor> state, ModelDescription description, ExportOptions options, String version) {
        try (PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard()) {
            List<Integer> experts = experts(description.config().model(), options.expert());
            Map<String, String> metadata = ModelMetadata.of(description, options, experts.size(), version);
            checkSize(state, options.weights());
            OnnxExport export = new OnnxExport(state, description, options);
            export.write(experts);
            ModelProto.Builder model = ModelProto.newBuilder()
                    .setIrVersion(IR_VERSION)
                    .setProducerName("ncl4j")
                    .setProducerVersion(version)
                    .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(GraphWriter.OPSET))
                    .setGraph(export.graph.finish());
            metadata.forEach((key, value) -> model.addMetadataProps(
                    StringStringEntryProto.newBuilder().setKey(key).setValue(value)));
            return model.build();
        }
    }

    /** Writes a model to a file. */
    public static void write(ModelProto model, Path file) throws IOException {
        try (OutputStream out = new BufferedOutputStream(OutputFile.open(file), 1 << 16)) {
            model.writeTo(out);
        }
    }

    /** The sizes of an image that the model takes, height and width alike; null where they are dynamic. */
    public static @Nullable Integer side(ModelDescription description) {
        return ModelMetadata.preparation(description.config()).side();
    }

    private static List<Integer> experts(ModelConfig config, @Nullable Integer expert) {
        if (expert == null) {
            return IntStream.range(0, config.experts()).boxed().toList();
        }
        if (expert >= config.experts()) {
            throw new UserException(
                    "the checkpoint has " + config.experts() + " experts; there is no expert " + (expert + 1));
        }
        return List.of(expert);
    }

    private static void checkSize(Map<String, Tensor> state, WeightStorage storage) {
        long numbers = state.values().stream().mapToLong(Tensor::numel).sum();
        long bytes = numbers * (storage == WeightStorage.FLOAT32 ? 4 : storage == WeightStorage.FLOAT16 ? 2 : 1);
        if (bytes > MOST_WEIGHT_BYTES) {
            throw new UserException("the model has " + bytes / (1 << 20)
                    + " MB of weights, and an ONNX file holds 2 GB at most; export each expert by itself (--expert), or"
                    + " with smaller weights (--weights float16)");
        }
    }

    private void write(List<Integer> experts) {
        ModelConfig config = description.config().model();
        String images = images();
        ExpertGraph writer = new ExpertGraph(graph, state, config);
        String head = ContrastiveNames.classifier(description.config().contrastive());
        List<String> features = new ArrayList<>();
        List<String> logits = new ArrayList<>();
        for (int expert : experts) {
            features.add(writer.features("backbone." + expert, images));
            logits.add(writer.classifier(head + "." + expert, features.get(features.size() - 1)));
        }
        outputs(features, logits, Expert.featureLength(config));
    }

    /** The input, and what stands between it and the networks. */
    private String images() {
        AugmentConfig augment = description.config().augment();
        Integer side = side(description);
        Object height = Objects.requireNonNullElse(side, "height");
        Object width = Objects.requireNonNullElse(side, "width");
        if (options.input() == InputForm.UINT8) {
            graph.input(IMAGES, DataType.UINT8, List.of(BATCH, height, width, 3));
            String planes = graph.node(
                    "input.planes",
                    "Transpose",
                    List.of(IMAGES),
                    GraphWriter.integers("perm", List.of(0L, 3L, 1L, 2L)));
            String floats = graph.node(
                    "input.floats", "Cast", List.of(planes), GraphWriter.integer("to", DataType.FLOAT.getNumber()));
            String most = graph.constant("input.255", new float[] {255});
            return normalized(graph.node("input.unit", "Div", List.of(floats, most)), augment.normalization());
        }
        graph.input(IMAGES, DataType.FLOAT, List.of(BATCH, 3, height, width));
        return options.input() == InputForm.FLOAT ? normalized(IMAGES, augment.normalization()) : IMAGES;
    }

    /** With the three roundings of {@link io.github.ncl4j.model.ImageInput}. */
    private String normalized(String images, AugmentConfig.Normalization normalization) {
        String mean = graph.constant("input.mean", floats(normalization.mean()), 1, 3, 1, 1);
        String std = graph.constant("input.std", floats(normalization.std()), 1, 3, 1, 1);
        String centered = graph.node("input.centered", "Sub", List.of(images, mean));
        return graph.node("input.normalized", "Div", List.of(centered, std));
    }

    private static float[] floats(List<Double> values) {
        float[] floats = new float[values.size()];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = values.get(i).floatValue();
        }
        return floats;
    }

    private void outputs(List<String> features, List<String> logits, int featureLength) {
        int classes = description.classes();
        int experts = logits.size();
        String axis = graph.integers("ensemble.axis", 1);
        List<String> rows = logits.stream()
                .map(each -> graph.node(each + ".row", "Unsqueeze", List.of(each, axis)))
                .toList();
        graph.node(EXPERT_LOGITS, "Concat", rows, GraphWriter.integer("axis", 1));
        graph.node(
                LOGITS,
                "ReduceMean",
                List.of(EXPERT_LOGITS),
                GraphWriter.integers("axes", List.of(1L)),
                GraphWriter.integer("keepdims", 0));
        graph.output(LOGITS, List.of(BATCH, classes));
        if (options.probabilities()) {
            graph.node(PROBABILITIES, "Softmax", List.of(LOGITS), GraphWriter.integer("axis", 1));
            graph.output(PROBABILITIES, List.of(BATCH, classes));
        }
        if (options.expertLogits()) {
            graph.output(EXPERT_LOGITS, List.of(BATCH, experts, classes));
        }
        if (options.features()) {
            graph.node(FEATURES, "Concat", features, GraphWriter.integer("axis", 1));
            graph.output(FEATURES, List.of(BATCH, (long) experts * featureLength));
        }
    }
}
