package io.github.ncl4j.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.github.ncl4j.dataset.tensorflow.BytesList;
import io.github.ncl4j.dataset.tensorflow.Example;
import io.github.ncl4j.dataset.tensorflow.Feature;
import io.github.ncl4j.dataset.tensorflow.Features;
import io.github.ncl4j.dataset.tensorflow.Int64List;
import io.github.ncl4j.onnx.proto.AttributeProto;
import io.github.ncl4j.onnx.proto.GraphProto;
import io.github.ncl4j.onnx.proto.ModelProto;
import io.github.ncl4j.onnx.proto.NodeProto;
import io.github.ncl4j.onnx.proto.OperatorSetIdProto;
import io.github.ncl4j.onnx.proto.StringStringEntryProto;
import io.github.ncl4j.onnx.proto.TensorProto;
import io.github.ncl4j.onnx.proto.TensorShapeProto;
import io.github.ncl4j.onnx.proto.TypeProto;
import io.github.ncl4j.onnx.proto.ValueInfoProto;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The generated code beside the protobuf libraries that other libraries bring, which the class path then has in place of ours. */
class OtherProtobufTest {

    static List<Path> libraries() throws IOException {
        try (Stream<Path> files =
                Files.list(Path.of(System.getProperty("ncl4j.root"), "core/target/other-protobufs"))) {
            List<Path> libraries = files.sorted().toList();
            assertThat(libraries)
                    .extracting(library -> library.getFileName().toString())
                    .contains("protobuf-java-3.25.5.jar", "protobuf-java-4.31.1.jar", "protobuf-java-4.36.2.jar");
            return libraries;
        }
    }

    @ParameterizedTest
    @MethodSource("libraries")
    void messagesAreWrittenAndRead(Path library) throws Exception {
        URL ours = ModelProto.class.getProtectionDomain().getCodeSource().getLocation();
        try (URLClassLoader program =
                new URLClassLoader(new URL[] {library.toUri().toURL(), ours}, ClassLoader.getPlatformClassLoader())) {
            for (Message message : List.of(model(), example())) {
                Class<?> type = program.loadClass(message.getClass().getName());
                Object read = type.getMethod("parseFrom", byte[].class).invoke(null, message.toByteArray());
                Object builder = type.getMethod("toBuilder").invoke(read);
                Object built = builder.getClass().getMethod("build").invoke(builder);

                assertThat(type.getMethod("toByteArray").invoke(built)).isEqualTo(message.toByteArray());
                assertThat(built.toString()).isEqualTo(message.toString());
                assertThat(built).isEqualTo(read);
            }
        }
    }

    private static ModelProto model() {
        ValueInfoProto input = ValueInfoProto.newBuilder()
                .setName("images")
                .setType(TypeProto.newBuilder()
                        .setTensorType(TypeProto.Tensor.newBuilder()
                                .setElemType(TensorProto.DataType.FLOAT_VALUE)
                                .setShape(TensorShapeProto.newBuilder()
                                        .addDim(TensorShapeProto.Dimension.newBuilder()
                                                .setDimParam("N"))
                                        .addDim(TensorShapeProto.Dimension.newBuilder()
                                                .setDimValue(3)))))
                .build();
        return ModelProto.newBuilder()
                .setIrVersion(8)
                .setProducerName("ncl4j")
                .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(17))
                .addMetadataProps(
                        StringStringEntryProto.newBuilder().setKey("k").setValue("v"))
                .setGraph(GraphProto.newBuilder()
                        .setName("g")
                        .addInput(input)
                        .addNode(NodeProto.newBuilder()
                                .setOpType("Conv")
                                .addInput("images")
                                .addOutput("logits")
                                .addAttribute(AttributeProto.newBuilder()
                                        .setName("pads")
                                        .setType(AttributeProto.AttributeType.INTS)
                                        .addInts(1)
                                        .addInts(2)))
                        .addInitializer(TensorProto.newBuilder()
                                .addDims(2)
                                .setDataType(TensorProto.DataType.FLOAT_VALUE)
                                .setRawData(ByteString.copyFrom(new byte[8]))))
                .build();
    }

    private static Example example() {
        return Example.newBuilder()
                .setFeatures(Features.newBuilder()
                        .putFeature(
                                "label",
                                Feature.newBuilder()
                                        .setInt64List(Int64List.newBuilder().addValue(7))
                                        .build())
                        .putFeature(
                                "image",
                                Feature.newBuilder()
                                        .setBytesList(
                                                BytesList.newBuilder().addValue(ByteString.copyFromUtf8("pixels")))
                                        .build()))
                .build();
    }
}
