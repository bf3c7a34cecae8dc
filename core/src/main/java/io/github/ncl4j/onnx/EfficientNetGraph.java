package io.github.ncl4j.onnx;

import io.github.ncl4j.config.ModelConfig;
import io.github.ncl4j.model.EfficientNet;
import io.github.ncl4j.onnx.proto.AttributeProto;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.bytedeco.pytorch.Tensor;

/** Writes the nodes of an {@link EfficientNet}. */
final class EfficientNetGraph {

    /** TensorFlow's SAME, from the size of the input, which a graph need not know. */
    private static final AttributeProto SAME = GraphWriter.text("auto_pad", "SAME_UPPER");

    private final GraphWriter graph;
    private final Map<String, Tensor> state;
    private final FoldedConvolution convolutions;

    /**
     * Writes into a graph.
     *
     * @param state weights and buffers of the ensemble by state-dict name; borrowed
     */
    EfficientNetGraph(GraphWriter graph, Map<String, Tensor> state) {
        this.graph = graph;
        this.state = state;
        convolutions = new FoldedConvolution(graph, state, EfficientNet.EPSILON);
    }

    /**
     * The network up to its last feature maps.
     *
     * @param backbone its name, {@code backbone.K}
     * @param images the value that holds the normalised images, N x 3 x H x W
     * @return the value of the maps, N x 1,280 x H / 32 x W / 32
     */
    String maps(String backbone, String images, ModelConfig.EfficientNet network, int lastStride) {
        String least = graph.constant(backbone + ".least", new float[] {0});
        String most = graph.constant(backbone + ".most", new float[] {6});
        Bounds bounds = new Bounds(least, most);
        String maps = activated(backbone + "._conv_stem", backbone + "._bn0", images, 2, 1, bounds);
        List<Integer> strides = EfficientNet.blockStrides(network, lastStride);
        for (int index = 0; index < strides.size(); index++) {
            maps = block(backbone + "._blocks." + index, maps, strides.get(index), bounds);
        }
        return activated(backbone + "._conv_head", backbone + "._bn1", maps, 1, 1, bounds);
    }

    /**
     * The values of ReLU6's two bounds.
     *
     * @param least holds 0
     * @param most holds 6
     */
    private record Bounds(String least, String most) {}

    private String block(String name, String input, int stride, Bounds bounds) {
        boolean expands = state.containsKey(name + "._expand_conv.weight");
        long inner = outputs(name + "._depthwise_conv");
        long in = expands ? inputs(name + "._expand_conv") : inner;
        String values = expands ? activated(name + "._expand_conv", name + "._bn0", input, 1, 1, bounds) : input;
        values = activated(name + "._depthwise_conv", name + "._bn1", values, stride, inner, bounds);
        values = convolutions.write(name + "._project_conv", name + "._bn2", values, 1, 1, SAME);
        return stride == 1 && in == outputs(name + "._project_conv")
                ? graph.node(name + ".add", "Add", List.of(values, input))
                : values;
    }

    private String activated(String name, String norm, String input, int stride, long groups, Bounds bounds) {
        String values = convolutions.write(name, norm, input, stride, groups, SAME);
        return graph.node(name + ".relu6", "Clip", List.of(values, bounds.least(), bounds.most()));
    }

    private long outputs(String convolution) {
        return weight(convolution).size(0);
    }

    private long inputs(String convolution) {
        return weight(convolution).size(1);
    }

    private Tensor weight(String convolution) {
        return Objects.requireNonNull(state.get(convolution + ".weight"), convolution);
    }
}
