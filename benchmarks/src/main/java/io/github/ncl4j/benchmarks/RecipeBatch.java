package io.github.ncl4j.benchmarks;

import io.github.ncl4j.augment.Pipeline;
import io.github.ncl4j.config.AugmentConfig;
import io.github.ncl4j.config.ExperimentFile;
import io.github.ncl4j.data.ImageTransform;
import io.github.ncl4j.data.RandomStream;
import io.github.ncl4j.data.RgbImage;
import io.github.ncl4j.model.ImageInput;
import io.github.ncl4j.torch.Engine;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** What the loader and the trainer do to a batch, on the calling thread alone: a recipe's operations, then normalisation. */
final class RecipeBatch implements AutoCloseable {

    private static final int SEED = 1;

    private final ImageTransform recipe;
    private final Device device;
    private final ImageInput input;
    private final int size;
    private byte[] pixels = new byte[0];
    private int side;
    private int added;
    private long drawn;

    /**
     * Prepares a batch.
     *
     * @param recipe its name in the configuration
     * @param size images
     */
    RecipeBatch(String recipe, int size) {
        Engine.start();
        Engine.setThreads(1);
        String yaml = "data: {format: built-in}\ntrain: {epochs: 1}\naugment: {recipe: " + recipe + "}\n";
        AugmentConfig augment =
                ExperimentFile.parse(yaml, "benchmark", List.of()).augment();
        this.recipe = Pipeline.of(augment.train());
        this.size = size;
        device = new Device(torch.DeviceType.CPU);
        input = new ImageInput(augment.normalization(), device);
    }

    /** Transforms an image and lays it into the batch. */
    void add(RgbImage image) {
        RgbImage result = recipe.apply(image, RandomStream.of(SEED, drawn++));
        int length = result.pixels().length;
        if (pixels.length == 0) {
            pixels = new byte[size * length];
            side = result.width();
        }
        System.arraycopy(result.pixels(), 0, pixels, added++ * length, length);
    }

    /** Normalises the full batch, and empties it. */
    double normalize() {
        added = 0;
        try (PointerScope scope = new PointerScope()) {
            Tensor images = input.images(pixels, size, side, side);
            return images.numel();
        }
    }

    @Override
    public void close() {
        input.close();
        device.close();
    }
}
