package io.github.ncl4j.onnx;

import io.github.ncl4j.config.ClassifierVisitor;
import io.github.ncl4j.config.ModelConfig;
import io.github.ncl4j.model.UnitLength;
import io.github.ncl4j.torch.HostArrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.bytedeco.pytorch.Tensor;

/**
 * Writes one expert's nodes: what {@code io.github.ncl4j.model} computes in evaluation, read off the names and shapes of its
 * weights.
 */
final class ExpertGraph {

    /** Of unit length: rows shorter than this are not lengthened. */
    private static final float LEAST_LENGTH = 1e-12f;

    private final GraphWriter graph;
    private final Map<String, Tensor> state;
    private final ModelConfig config;
    private final FoldedConvolution convolutions;

    /**
     * Writes into a graph.
     *
     * @param state weights and buffers of the ensemble by state-dict name; borrowed
     */
    ExpertGraph(GraphWriter graph, Map<String, Tensor> state, ModelConfig config) {
        this.graph = graph;
        this.state = state;
        this.config = config;
        convolutions = new FoldedConvolution(graph, state);
    }

    /**
     * The backbone and its pooling.
     *
     * @param backbone its name, {@code backbone.K}
     * @param images the value that holds the normalised images, N x 3 x H x W
     * @return the value of the features, N x F
     */
    String features(String backbone, String images) {
        String maps = config.backbone() instanceof ModelConfig.EfficientNet network
                ? new EfficientNetGraph(graph, state).maps(backbone, images, network, config.lastStride())
                : residualMaps(backbone, images);
        String pooled = graph.node(backbone + ".avgpool", "GlobalAveragePool", List.of(maps));
        return graph.node(backbone + ".features", "Flatten", List.of(pooled), GraphWriter.integer("axis", 1));
    }

    private String residualMaps(String backbone, String images) {
        boolean cifar = config.backbone() instanceof ModelConfig.CifarResNet;
        String maps =
                relu(backbone + ".relu", convolution(backbone + ".conv1", backbone + ".bn1", images, cifar ? 1 : 2));
        if (!cifar) {
            maps = graph.node(
                    backbone + ".maxpool",
                    "MaxPool",
                    List.of(maps),
                    GraphWriter.integers("kernel_shape", List.of(3L, 3L)),
                    GraphWriter.integers("strides", List.of(2L, 2L)),
                    GraphWriter.integers("pads", List.of(1L, 1L, 1L, 1L)));
        }
        int stages = cifar ? 3 : 4;
        for (int stage = 1; stage <= stages; stage++) {
            int stageStride = stage == 1 ? 1 : stage == stages ? config.lastStride() : 2;
            String layer = backbone + ".layer" + stage + ".";
            for (int block = 0; state.containsKey(layer + block + ".conv1.weight"); block++) {
                maps = block(layer + block, maps, block == 0 ? stageStride : 1, cifar);
            }
        }
        return maps;
    }

    /** A basic block strides with its first convolution, a bottleneck with its second. */
    private String block(String name, String input, int stride, boolean cifar) {
        boolean bottleneck = state.containsKey(name + ".conv3.weight");
        String values = convolution(name + ".conv1", name + ".bn1", input, bottleneck ? 1 : stride);
        values = relu(name + ".relu1", values);
        values = convolution(name + ".conv2", name + ".bn2", values, bottleneck ? stride : 1);
        if (bottleneck) {
            values = relu(name + ".relu2", values);
            values = convolution(name + ".conv3", name + ".bn3", values, 1);
        }
        String shortcut = cifar ? thinned(name, input, stride) : projected(name, input, stride);
        return relu(name + ".relu", graph.node(name + ".add", "Add", List.of(values, shortcut)));
    }

    /** The shortcut of photo networks: the input, or a 1 x 1 convolution of it. */
    private String projected(String name, String input, int stride) {
        return state.containsKey(name + ".downsample.0.weight")
                ? convolution(name + ".downsample.0", name + ".downsample.1", input, stride)
                : input;
    }

    /** The shortcut of CIFAR networks: every second pixel, and zeros for new channels, half before, half after. */
    private String thinned(String name, String input, int stride) {
        String values = input;
        if (stride > 1) {
            values = graph.node(
                    name + ".thinned",
                    "Slice",
                    List.of(
                            values,
                            graph.integers(name + ".starts", 0, 0),
                            graph.integers(name + ".ends", Integer.MAX_VALUE, Integer.MAX_VALUE),
                            graph.integers(name + ".axes", 2, 3),
                            graph.integers(name + ".steps", stride, stride)));
        }
        Tensor filters = weight(name + ".conv1.weight");
        long added = filters.size(0) - filters.size(1);
        if (added > 0) {
            String pads = graph.integers(name + ".pads", 0, added / 2, 0, 0, 0, added - added / 2, 0, 0);
            values = graph.node(name + ".padded", "Pad", List.of(values, pads));
        }
        return values;
    }

    private String relu(String name, String input) {
        return graph.node(name, "Relu", List.of(input));
    }

    /** A convolution and the batch norm behind it. The number of groups follows from what goes in. */
    private String convolution(String name, String norm, String input, int stride) {
        long pad = weight(name + ".weight").size(2) / 2;
        return convolutions.write(
                name, norm, input, stride, groups(name), GraphWriter.integers("pads", List.of(pad, pad, pad, pad)));
    }

    /** Of a bottleneck's middle convolution, which alone has any: its input channels are the outputs of the one before. */
    private long groups(String name) {
        boolean middle = name.endsWith(".conv2") && state.containsKey(name.replace(".conv2", ".conv3") + ".weight");
        return middle
                ? weight(name.replace(".conv2", ".conv1") + ".weight").size(0)
                        / weight(name + ".weight").size(1)
                : 1;
    }

    /**
     * The classifier.
     *
     * @param name of it, {@code classifier.K}
     * @param features the value of the features, N x F
     * @return the value of the raw logits, N x C
     */
    String classifier(String name, String features) {
        return config.classifier().accept(new ClassifierVisitor<>() {
            @Override
            public String visit(ModelConfig.Linear classifier) {
                return linear(name, weight(name + ".weight"), features, classifier.bias());
            }

            @Override
            public String visit(ModelConfig.Cosine classifier) {
                String scale = graph.constant(name + ".scale", new float[] {(float) classifier.scale()});
                String scaled = graph.node(name + ".scaled", "Mul", List.of(unitLength(name, features), scale));
                return linear(name, unitRows(name), scaled, true);
            }

            @Override
            public String visit(ModelConfig.Normalized classifier) {
                return linear(name, unitRows(name), unitLength(name, features), false);
            }
        });
    }

    private Tensor unitRows(String name) {
        return UnitLength.rows(weight(name + ".weight"));
    }

    private String unitLength(String name, String features) {
        String length = graph.node(
                name + ".length",
                "ReduceL2",
                List.of(features),
                GraphWriter.integers("axes", List.of(1L)),
                GraphWriter.integer("keepdims", 1));
        String least = graph.constant(name + ".least", new float[] {LEAST_LENGTH});
        String clamped = graph.node(name + ".clamped", "Max", List.of(length, least));
        return graph.node(name + ".direction", "Div", List.of(features, clamped));
    }

    private String linear(String name, Tensor weight, String features, boolean bias) {
        String matrix = graph.weight(name + ".weight", HostArrays.floats(weight), weight.size(0), weight.size(1));
        List<String> inputs = bias
                ? List.of(
                        features,
                        matrix,
                        graph.constant(name + ".bias", HostArrays.floats(weight(name + ".bias")), weight.size(0)))
                : List.of(features, matrix);
        return graph.node(name, "Gemm", inputs, GraphWriter.integer("transB", 1));
    }

    private Tensor weight(String name) {
        return Objects.requireNonNull(state.get(name), name);
    }
}
