package io.github.ncl4j.onnx;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.github.ncl4j.image.UserException;
import io.github.ncl4j.onnx.proto.TensorProto;
import io.github.ncl4j.torch.HostArrays;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * How the filters of convolutions and the matrices of classifiers lie in the file. All computation is in float32 in any case;
 * biases are float32 too, as they are a thousandth of the size.
 */
public enum WeightStorage {
    /** Four bytes for each weight. */
    FLOAT32,
    /** Two bytes for each weight, widened when the model is loaded. */
    FLOAT16,
    /**
     * One byte for each weight and one scale for each output channel, symmetric about zero: {@code w ~ scale * q} with q from
     * -127 to 127 (weight-only quantisation; Jacob et al., CVPR 2018, section 2, with a zero point of 0).
     */
    INT8;

    private static final float MOST = 127;

    /** Little-endian, as ONNX has raw data on every machine. */
    static ByteString floats(float[] values) {
        ByteBuffer bytes = ByteBuffer.allocate(Math.multiplyExact(values.length, Float.BYTES))
                .order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        return UnsafeByteOperations.unsafeWrap(bytes.array());
    }

    /** The same for whole numbers. */
    static ByteString integers(long[] values) {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asLongBuffer().put(values);
        return UnsafeByteOperations.unsafeWrap(bytes.array());
    }

    /**
     * Rounds to float16, to the nearest even.
     *
     * @throws UserException if a weight is beyond its range
     */
    static ByteString halves(String name, float[] values) {
        try (PointerScope scope = new PointerScope()) {
            Tensor halves = HostArrays.tensor(values).to(torch.ScalarType.Half);
            if (!halves.isfinite().all().item_bool()) {
                throw new UserException(
                        name + " has weights beyond 65504, the range of float16; export it as float32 or int8");
            }
            byte[] bytes = new byte[values.length * 2];
            new BytePointer(halves.data_ptr()).get(bytes);
            return UnsafeByteOperations.unsafeWrap(bytes);
        }
    }

    /** Of each output channel the largest magnitude divided by 127; 1 for a channel of zeros. */
    static float[] scales(float[] values, int channels) {
        float[] scales = new float[channels];
        int length = values.length / channels;
        for (int channel = 0; channel < channels; channel++) {
            float most = 0;
            for (int i = channel * length; i < (channel + 1) * length; i++) {
                most = Math.max(most, Math.abs(values[i]));
            }
            scales[channel] = most == 0 ? 1 : most / MOST;
        }
        return scales;
    }

    /** Rounds to multiples of the scales. */
    static ByteString quantized(float[] values, float[] scales) {
        byte[] bytes = new byte[values.length];
        int length = values.length / scales.length;
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) Math.rint(Math.max(-MOST, Math.min(MOST, values[i] / scales[i / length])));
        }
        return UnsafeByteOperations.unsafeWrap(bytes);
    }

    /** An initializer. */
    static TensorProto tensor(String name, TensorProto.DataType type, ByteString bytes, long... shape) {
        return TensorProto.newBuilder()
                .setName(name)
                .setDataType(type.getNumber())
                .addAllDims(Arrays.stream(shape).boxed().toList())
                .setRawData(bytes)
                .build();
    }
}
