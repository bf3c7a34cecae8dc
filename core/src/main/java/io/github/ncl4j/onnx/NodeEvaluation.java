package io.github.ncl4j.onnx;

import com.google.protobuf.ByteString;
import io.github.ncl4j.onnx.proto.AttributeProto;
import io.github.ncl4j.onnx.proto.GraphProto;
import io.github.ncl4j.onnx.proto.ModelProto;
import io.github.ncl4j.onnx.proto.NodeProto;
import io.github.ncl4j.onnx.proto.TensorProto;
import io.github.ncl4j.onnx.proto.TensorProto.DataType;
import io.github.ncl4j.onnx.proto.ValueInfoProto;
import io.github.ncl4j.torch.HostArrays;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * Computes the nodes of an exported model by libtorch, each from what the ones before it gave: what another runtime computes can
 * be compared node by node, and a fault has a name. Knows the operators that {@link OnnxExport} writes.
 *
 * <p>All tensors belong to the scope that is open when {@link #evaluate} is called.
 */
public final class NodeEvaluation {

    private final Map<String, Tensor> values = new LinkedHashMap<>();
    private NodeProto node = NodeProto.getDefaultInstance();

    private NodeEvaluation() {}

    /**
     * Evaluates a model.
     *
     * @param images as its input wants them
     * @return the output of every node, by name, in the order of the graph
     */
    public static Map<String, Tensor> evaluate(ModelProto model, Tensor images) {
        NodeEvaluation evaluation = new NodeEvaluation();
        GraphProto graph = model.getGraph();
        evaluation.values.put(OnnxExport.IMAGES, images);
        graph.getInitializerList().forEach(each -> evaluation.values.put(each.getName(), tensor(each)));
        Map<String, Tensor> outputs = new LinkedHashMap<>();
        for (NodeProto node : graph.getNodeList()) {
            evaluation.node = node;
            Tensor output = evaluation.compute();
            evaluation.values.put(node.getOutput(0), output);
            outputs.put(node.getOutput(0), output);
        }
        return outputs;
    }

    /** The same model with the output of every node that computes floats among its outputs. */
    public static ModelProto withEveryNode(ModelProto model) {
        ModelProto.Builder all = model.toBuilder();
        Set<String> known = new HashSet<>();
        model.getGraph().getOutputList().forEach(output -> known.add(output.getName()));
        for (NodeProto node : model.getGraph().getNodeList()) {
            String name = node.getOutput(0);
            if (!node.getName().equals("input.planes") && known.add(name)) {
                all.getGraphBuilder().addOutput(ValueInfoProto.newBuilder().setName(name));
            }
        }
        return all.build();
    }

    private static Tensor tensor(TensorProto stored) {
        long[] shape = stored.getDimsList().stream().mapToLong(Long::longValue).toArray();
        torch.ScalarType type = switch (Objects.requireNonNull(DataType.forNumber(stored.getDataType()))) {
            case FLOAT -> torch.ScalarType.Float;
            case FLOAT16 -> torch.ScalarType.Half;
            case INT8 -> torch.ScalarType.Char;
            case INT64 -> torch.ScalarType.Long;
            default ->
                throw new IllegalArgumentException(
                        stored.getName() + ": no export has tensors of type " + stored.getDataType());
        };
        Tensor tensor = torch.empty(shape, new TensorOptions(type), null);
        ByteString bytes = stored.getRawData();
        if (!bytes.isEmpty()) {
            new BytePointer(tensor.data_ptr()).put(bytes.toByteArray(), 0, bytes.size());
        }
        return tensor;
    }

    private Tensor compute() {
        return switch (node.getOpType()) {
            case "Add" -> in(0).add(in(1));
            case "Sub" -> in(0).sub(in(1));
            case "Mul" -> in(0).mul(in(1));
            case "Div" -> in(0).div(in(1));
            case "Max" -> torch.maximum(in(0), in(1));
            case "Relu" -> in(0).relu();
            case "Clip" -> in(0).clamp(new ScalarOptional(scalar(1)), new ScalarOptional(scalar(2)));
            case "Cast" -> in(0).to(torch.ScalarType.Float);
            case "Transpose" -> in(0).permute(ints("perm"));
            case "Unsqueeze" -> in(0).unsqueeze(whole(1)[0]);
            case "Flatten" -> in(0).flatten(integer("axis"), -1);
            case "Concat" -> torch.cat(inputs(), integer("axis"));
            case "Softmax" -> in(0).softmax(integer("axis"));
            case "ReduceMean" -> in(0).mean(ints("axes"), integer("keepdims") == 1, null);
            case "ReduceL2" -> in(0).norm(new ScalarOptional(new Scalar(2.0)), ints("axes"), integer("keepdims") == 1);
            case "GlobalAveragePool" -> in(0).mean(new long[] {2, 3}, true, null);
            default -> computeNetwork();
        };
    }

    private Tensor computeNetwork() {
        return switch (node.getOpType()) {
            case "Conv" -> convolved();
            case "MaxPool" ->
                torch.max_pool2d(
                        in(0), ints("kernel_shape"), ints("strides"), firstTwo("pads"), new long[] {1, 1}, false);
            case "Gemm" ->
                torch.linear(
                        in(0), in(1), node.getInputCount() == 3 ? new TensorOptional(in(2)) : new TensorOptional());
            case "DequantizeLinear" -> dequantized(in(0), in(1));
            case "Slice" -> sliced();
            case "Pad" -> padded();
            default ->
                throw new IllegalArgumentException(node.getName() + ": no export has the operator " + node.getOpType());
        };
    }

    /** Padded beforehand where the node says how much only by the size of its input. */
    private Tensor convolved() {
        boolean isSame =
                node.getAttributeList().stream().anyMatch(each -> each.getName().equals("auto_pad"));
        return torch.conv2d(
                isSame ? paddedLikeTensorFlow(in(0)) : in(0),
                in(1),
                new TensorOptional(in(2)),
                ints("strides"),
                isSame ? new long[] {0, 0} : firstTwo("pads"),
                new long[] {1, 1},
                integer("group"));
    }

    /** SAME_UPPER: as many outputs as strides fit into the input, the smaller half of the padding before. */
    private Tensor paddedLikeTensorFlow(Tensor input) {
        long[] pairs = new long[4];
        for (int axis = 0; axis < 2; axis++) {
            long size = input.size(axis + 2);
            long stride = ints("strides")[axis];
            long total = Math.max(((size + stride - 1) / stride - 1) * stride + ints("kernel_shape")[axis] - size, 0);
            pairs[2 - 2 * axis] = total / 2;
            pairs[3 - 2 * axis] = total - total / 2;
        }
        return torch.constant_pad_nd(input, pairs, new Scalar(0f));
    }

    private Scalar scalar(int index) {
        return new Scalar(HostArrays.floats(in(index))[0]);
    }

    private static Tensor dequantized(Tensor whole, Tensor scale) {
        long[] perChannel = new long[(int) whole.dim()];
        Arrays.fill(perChannel, 1);
        perChannel[0] = -1;
        return whole.to(torch.ScalarType.Float).mul(scale.view(perChannel));
    }

    private Tensor sliced() {
        Tensor result = in(0);
        long[] axes = whole(3);
        for (int i = 0; i < axes.length; i++) {
            result = result.slice(axes[i], new LongOptional(whole(1)[i]), new LongOptional(whole(2)[i]), whole(4)[i]);
        }
        return result;
    }

    /** ONNX counts axes from the first, before and then after; libtorch from the last, in pairs. */
    private Tensor padded() {
        long[] pads = whole(1);
        int axes = pads.length / 2;
        long[] pairs = new long[pads.length];
        for (int axis = 0; axis < axes; axis++) {
            pairs[2 * (axes - 1 - axis)] = pads[axis];
            pairs[2 * (axes - 1 - axis) + 1] = pads[axes + axis];
        }
        return torch.constant_pad_nd(in(0), pairs, new Scalar(0f));
    }

    private Tensor in(int index) {
        return Objects.requireNonNull(values.get(node.getInput(index)), node.getInput(index));
    }

    private TensorVector inputs() {
        List<Tensor> inputs = new ArrayList<>();
        for (int index = 0; index < node.getInputCount(); index++) {
            inputs.add(in(index));
        }
        return new TensorVector(inputs.toArray(new Tensor[0]));
    }

    private long[] whole(int index) {
        double[] values = HostArrays.doubles(in(index));
        long[] whole = new long[values.length];
        for (int i = 0; i < whole.length; i++) {
            whole[i] = (long) values[i];
        }
        return whole;
    }

    private long[] firstTwo(String attribute) {
        long[] four = ints(attribute);
        return new long[] {four[0], four[1]};
    }

    private long[] ints(String name) {
        return attribute(name).getIntsList().stream().mapToLong(Long::longValue).toArray();
    }

    private long integer(String name) {
        return attribute(name).getI();
    }

    private AttributeProto attribute(String name) {
        return node.getAttributeList().stream()
                .filter(attribute -> attribute.getName().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(node.getName() + ": lacks the attribute " + name));
    }
}
