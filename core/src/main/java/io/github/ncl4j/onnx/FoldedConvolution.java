package io.github.ncl4j.onnx;

import io.github.ncl4j.onnx.proto.AttributeProto;
import io.github.ncl4j.torch.HostArrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.bytedeco.pytorch.Tensor;

/**
 * Writes a convolution and the batch norm behind it as one node. In evaluation batch norm is a factor and a sum for each channel, which
 * are folded into the filters, in float64.
 */
final class FoldedConvolution {

    /** PyTorch's default. */
    private static final double EPSILON = 1e-5;

    private final GraphWriter graph;
    private final Map<String, Tensor> state;
    private final double epsilon;

    /**
     * With PyTorch's epsilon.
     *
     * @param state weights and buffers of the ensemble by state-dict name; borrowed
     */
    FoldedConvolution(GraphWriter graph, Map<String, Tensor> state) {
        this(graph, state, EPSILON);
    }

    /**
     * With another.
     *
     * @param state weights and buffers of the ensemble by state-dict name; borrowed
     * @param epsilon that batch norm adds to the variance
     */
    FoldedConvolution(GraphWriter graph, Map<String, Tensor> state, double epsilon) {
        this.graph = graph;
        this.state = state;
        this.epsilon = epsilon;
    }

    /**
     * Writes the node.
     *
     * @param name of the convolution, and of the node
     * @param norm name of the batch norm
     * @param input the value that goes in
     * @param padding the attribute that says how
     */
    String write(String name, String norm, String input, int stride, long groups, AttributeProto padding) {
        Tensor weight = weight(name + ".weight");
        long out = weight.size(0);
        long size = weight.size(2);
        float[] filters = HostArrays.floats(weight);
        float[] bias = fold(norm, filters);
        return graph.node(
                name,
                "Conv",
                List.of(
                        input,
                        graph.weight(name + ".weight", filters, out, weight.size(1), size, size),
                        graph.constant(name + ".bias", bias, out)),
                GraphWriter.integers("kernel_shape", List.of(size, size)),
                GraphWriter.integers("strides", List.of((long) stride, (long) stride)),
                padding,
                GraphWriter.integer("group", groups));
    }

    /** Scales the filters in place by {@code weight / sqrt(var + epsilon)}; returns {@code bias - mean * scale}. */
    private float[] fold(String norm, float[] filters) {
        float[] weight = HostArrays.floats(weight(norm + ".weight"));
        float[] bias = HostArrays.floats(weight(norm + ".bias"));
        float[] mean = HostArrays.floats(weight(norm + ".running_mean"));
        float[] variance = HostArrays.floats(weight(norm + ".running_var"));
        int length = filters.length / weight.length;
        float[] folded = new float[weight.length];
        for (int channel = 0; channel < weight.length; channel++) {
            double scale = weight[channel] / Math.sqrt(variance[channel] + epsilon);
            for (int i = channel * length; i < (channel + 1) * length; i++) {
                filters[i] = (float) (filters[i] * scale);
            }
            folded[channel] = (float) (bias[channel] - mean[channel] * scale);
        }
        return folded;
    }

    private Tensor weight(String name) {
        return Objects.requireNonNull(state.get(name), name);
    }
}
