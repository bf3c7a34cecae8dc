package io.github.ncl4j.onnx;

import com.google.protobuf.ByteString;
import io.github.ncl4j.onnx.proto.AttributeProto;
import io.github.ncl4j.onnx.proto.GraphProto;
import io.github.ncl4j.onnx.proto.NodeProto;
import io.github.ncl4j.onnx.proto.TensorProto;
import io.github.ncl4j.onnx.proto.TensorProto.DataType;
import io.github.ncl4j.onnx.proto.TensorShapeProto;
import io.github.ncl4j.onnx.proto.TypeProto;
import io.github.ncl4j.onnx.proto.ValueInfoProto;
import java.util.Arrays;
import java.util.List;

/**
 * An ONNX graph while it is written. Every node has one output, and both have the same name; methods give the name of the value
 * that they make, for the nodes that come after. The operators are those of opset {@value #OPSET}.
 */
final class GraphWriter {

    /** The last one whose reductions take their axes as an attribute; runtimes since 2022 know it. */
    static final int OPSET = 17;

    private final GraphProto.Builder graph = GraphProto.newBuilder();
    private final WeightStorage storage;

    /** An empty graph. */
    GraphWriter(String name, WeightStorage storage) {
        graph.setName(name);
        this.storage = storage;
    }

    /** Declares an input; sizes are numbers, or names of what may vary. */
    String input(String name, DataType type, List<Object> shape) {
        graph.addInput(value(name, type, shape));
        return name;
    }

    /** Makes a value an output, under its own name. */
    void output(String name, List<Object> shape) {
        graph.addOutput(value(name, DataType.FLOAT, shape));
    }

    /** A node. */
    String node(String name, String operator, List<String> inputs, AttributeProto... attributes) {
        graph.addNode(NodeProto.newBuilder()
                .setName(name)
                .setOpType(operator)
                .addAllInput(inputs)
                .addOutput(name)
                .addAllAttribute(Arrays.asList(attributes)));
        return name;
    }

    /** Filters or a matrix, output channels first, stored as the export says. */
    String weight(String name, float[] values, long... shape) {
        switch (storage) {
            case FLOAT32 ->
                graph.addInitializer(WeightStorage.tensor(name, DataType.FLOAT, WeightStorage.floats(values), shape));
            case FLOAT16 -> {
                String stored = name + ".float16";
                graph.addInitializer(
                        WeightStorage.tensor(stored, DataType.FLOAT16, WeightStorage.halves(name, values), shape));
                node(name, "Cast", List.of(stored), integer("to", DataType.FLOAT.getNumber()));
            }
            case INT8 -> {
                String stored = name + ".int8";
                float[] scales = WeightStorage.scales(values, (int) shape[0]);
                graph.addInitializer(
                        WeightStorage.tensor(stored, DataType.INT8, WeightStorage.quantized(values, scales), shape));
                String scale = constant(name + ".scale", scales, scales.length);
                node(name, "DequantizeLinear", List.of(stored, scale), integer("axis", 0));
            }
        }
        return name;
    }

    /** Numbers that are float32 in any case. */
    String constant(String name, float[] values, long... shape) {
        graph.addInitializer(WeightStorage.tensor(name, DataType.FLOAT, WeightStorage.floats(values), shape));
        return name;
    }

    /** Whole numbers. */
    String integers(String name, long... values) {
        TensorProto tensor = WeightStorage.tensor(name, DataType.INT64, WeightStorage.integers(values), values.length);
        graph.addInitializer(tensor);
        return name;
    }

    /** The graph as it is now. */
    GraphProto finish() {
        return graph.build();
    }

    static AttributeProto integer(String name, long value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.INT)
                .setI(value)
                .build();
    }

    static AttributeProto text(String name, String value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.STRING)
                .setS(ByteString.copyFromUtf8(value))
                .build();
    }

    static AttributeProto integers(String name, List<Long> values) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.INTS)
                .addAllInts(values)
                .build();
    }

    static ValueInfoProto value(String name, DataType type, List<Object> shape) {
        TensorShapeProto.Builder sizes = TensorShapeProto.newBuilder();
        for (Object size : shape) {
            TensorShapeProto.Dimension.Builder dimension = sizes.addDimBuilder();
            if (size instanceof String varying) {
                dimension.setDimParam(varying);
            } else {
                dimension.setDimValue(((Number) size).longValue());
            }
        }
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder()
                        .setTensorType(TypeProto.Tensor.newBuilder()
                                .setElemType(type.getNumber())
                                .setShape(sizes)))
                .build();
    }
}
