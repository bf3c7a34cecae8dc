package io.github.ncl4j.torch;

import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;

/** Copies between tensors and Java arrays; each call is one copy of memory. */
public final class HostArrays {

    private HostArrays() {}

    /** The elements of a tensor of any device and float type, row-major, rounded to float32. */
    public static float[] floats(Tensor tensor) {
        try (PointerScope scope = new PointerScope()) {
            float[] values = new float[Math.toIntExact(tensor.numel())];
            // The data pointer of an empty tensor is null.
            if (values.length > 0) {
                tensor.detach()
                        .cpu()
                        .to(torch.ScalarType.Float)
                        .contiguous()
                        .data_ptr_float()
                        .get(values);
            }
            return values;
        }
    }

    /** The elements of a tensor of any device and number type, row-major, widened to float64. */
    public static double[] doubles(Tensor tensor) {
        try (PointerScope scope = new PointerScope()) {
            double[] values = new double[Math.toIntExact(tensor.numel())];
            // The data pointer of an empty tensor is null.
            if (values.length > 0) {
                tensor.detach()
                        .cpu()
                        .to(torch.ScalarType.Double)
                        .contiguous()
                        .data_ptr_double()
                        .get(values);
            }
            return values;
        }
    }

    /** A one-dimensional int64 tensor on the CPU. */
    public static Tensor tensor(long[] values) {
        Tensor tensor = empty(torch.ScalarType.Long, values.length);
        if (values.length > 0) {
            tensor.data_ptr_long().put(values);
        }
        return tensor;
    }

    /** A one-dimensional float32 tensor on the CPU. */
    public static Tensor tensor(float[] values) {
        Tensor tensor = empty(torch.ScalarType.Float, values.length);
        if (values.length > 0) {
            tensor.data_ptr_float().put(values);
        }
        return tensor;
    }

    /** A one-dimensional float64 tensor on the CPU. */
    public static Tensor tensor(double[] values) {
        Tensor tensor = empty(torch.ScalarType.Double, values.length);
        if (values.length > 0) {
            tensor.data_ptr_double().put(values);
        }
        return tensor;
    }

    /**
     * A uint8 tensor on the CPU.
     *
     * @param values at least as many as the shape holds; the rest is ignored
     * @param shape sizes, outermost first
     */
    public static Tensor tensor(byte[] values, long... shape) {
        Tensor tensor = empty(torch.ScalarType.Byte, shape);
        if (tensor.numel() > 0) {
            new BytePointer(tensor.data_ptr()).put(values, 0, Math.toIntExact(tensor.numel()));
        }
        return tensor;
    }

    /**
     * A uint8 tensor on the CPU over memory that is not its own: it must not be used after that memory is freed or used for
     * something else.
     *
     * @param values at least as many as the shape holds
     * @param shape sizes, outermost first
     */
    public static Tensor view(BytePointer values, long... shape) {
        return torch.from_blob(values, shape, new TensorOptions(torch.ScalarType.Byte));
    }

    // Not Tensor.create, whose indexers take the virtual machine's compiler 12 MB that a training does not need again.
    private static Tensor empty(torch.ScalarType type, long... shape) {
        return torch.empty(shape, new TensorOptions(type), null);
    }
}
