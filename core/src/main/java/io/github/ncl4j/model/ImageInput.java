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
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;

/**
 * The way from bytes to what the network sees: uint8 pixels cross to the device and are normalised there, {@code (pixel /
 * 255 - mean) / std}. Owns its two constants.
 */
public final class ImageInput implements AutoCloseable {

    /** Their floats take 0.6 MB, about what a core's second cache keeps beside other things: one photo, or 49 CIFAR images. */
    private static final long CACHED_SAMPLES = 224 * 224 * 3;

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
            return Memory.keep(HostArrays.tensor(values).to(device, torch.ScalarType.Float));
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
        long images = bytes.size(0);
        long height = bytes.size(1);
        long width = bytes.size(2);
        Tensor source = bytes.to(device, torch.ScalarType.Byte).view(images, height, width * 3);
        Tensor target = torch.empty_like(source, new TensorOptions(torch.ScalarType.Float), null);
        // Rows of constants, because the engine takes three single values at a time from an operand of three channels,
        // and
        // images that stay in the processor's cache from one step to the next: 0.35 ms for a photo became 0.055 ms.
        Tensor means = mean.repeat(width);
        Tensor deviations = deviation.repeat(width);
        long together = device.is_cpu() ? Math.max(CACHED_SAMPLES / (height * width * 3), 1) : images;
        for (long from = 0; from < images; from += together) {
            long count = Math.min(together, images - from);
            normalize(source.narrow(0, from, count), target.narrow(0, from, count), means, deviations);
        }
        return target.view(images, height, width, 3).permute(0, 3, 1, 2);
    }

    /** The order of the three roundings is the reference's: ToTensor divides, Normalize subtracts, then divides. */
    private static void normalize(Tensor source, Tensor target, Tensor means, Tensor deviations) {
        target.copy_(source).div_(new Scalar(255f)).sub_(means).div_(deviations);
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
