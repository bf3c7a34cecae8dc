package io.github.ncl4j.model;

import io.github.ncl4j.config.AugmentConfig;
import io.github.ncl4j.data.Batch;
import io.github.ncl4j.torch.HostArrays;
import io.github.ncl4j.torch.Memory;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * The way from bytes to what the network sees: uint8 pixels cross to the device and are normalised there, {@code (pixel /
 * 255 - mean) / std}. Owns its two constants.
 */
public final class ImageInput implements AutoCloseable {

    private final Device device;
    private final Tensor mean;
    private final Tensor deviation;

    /**
     * Puts the constants on the device.
     *
     * @param device borrowed; must outlive this object
     */
    public ImageInput(AugmentConfig.Normalization normalization, Device device) {
        this.device = device;
        mean = constant(normalization.mean());
        deviation = constant(normalization.std());
    }

    private Tensor constant(List<Double> channels) {
        float[] values = new float[channels.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = channels.get(i).floatValue();
        }
        try (PointerScope scope = new PointerScope()) {
            return Memory.keep(
                    HostArrays.tensor(values).view(1, values.length, 1, 1).to(device, torch.ScalarType.Float));
        }
    }

    /**
     * A batch as the network takes it. Its bytes are copied once, on the way to the device or into floats; afterwards the
     * batch may end.
     *
     * @return (V * N) x 3 x H x W float32 on the device, channels-last in memory; views in the order of the batch
     */
    public Tensor images(Batch batch) {
        long rows = (long) batch.views() * batch.count();
        return normalized(HostArrays.view(batch.pixels(), rows, batch.height(), batch.width(), 3));
    }

    /**
     * Some images as the network takes them.
     *
     * @param pixels N x H x W x 3 samples, row-major; a longer array is allowed
     * @return N x 3 x H x W float32 on the device, channels-last in memory
     */
    public Tensor images(byte[] pixels, int count, int height, int width) {
        return normalized(HostArrays.tensor(pixels, count, height, width, 3));
    }

    private Tensor normalized(Tensor bytes) {
        // The order of the three roundings is the reference's: ToTensor divides, Normalize subtracts, then divides.
        // They
        // change the floats in place: three more copies of a batch of photos would cost a good part of its
        // augmentation.
        return bytes.to(device, torch.ScalarType.Byte)
                .permute(0, 3, 1, 2)
                .to(torch.ScalarType.Float)
                .div_(new Scalar(255f))
                .sub_(mean)
                .div_(deviation);
    }

    /** The targets of the rows that {@link #images(Batch)} gives: V * N, int64, on the device. */
    public Tensor targets(Batch batch) {
        return targets(batch.targets()).repeat(batch.views());
    }

    /** Targets on the device: int64, one-dimensional. */
    public Tensor targets(long[] targets) {
        return HostArrays.tensor(targets).to(device, torch.ScalarType.Long);
    }

    /** Frees the constants. */
    @Override
    public void close() {
        Memory.release(mean);
        Memory.release(deviation);
    }
}
