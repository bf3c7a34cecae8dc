package io.github.ncl4j.benchmarks;

import io.github.ncl4j.augment.Pipeline;
import io.github.ncl4j.config.AugmentConfig;
import io.github.ncl4j.config.file.ExperimentFile;
import io.github.ncl4j.data.Batch;
import io.github.ncl4j.data.ImageTransform;
import io.github.ncl4j.data.RandomStream;
import io.github.ncl4j.image.ImageSource;
import io.github.ncl4j.model.ImageInput;
import io.github.ncl4j.torch.Engine;
import java.util.List;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.global.torch;

/** What the loader and the trainer do to a batch, on the calling thread alone: a recipe's operations, then normalisation. */
final class RecipeBatch implements AutoCloseable {

    private static final int SEED = 1;

    private final ImageTransform recipe;
    private final Device device;
    private final ImageInput input;
    private final int size;
    private final BytePointer pixels;
    private final int side;
    private int added;
    private long drawn;

    /**
     * Prepares a batch.
     *
     * @param recipe its name in the configuration
     * @param size images
     * @param side pixels of an image that the recipe makes
     */
    RecipeBatch(String recipe, int size, int side) {
        Engine.start();
        Engine.setThreads(1);
        String yaml = "data: {format: built-in}\ntrain: {epochs: 1}\naugment: {recipe: " + recipe + "}\n";
        AugmentConfig augment =
                ExperimentFile.parse(yaml, "benchmark", List.of()).augment();
        this.recipe = Pipeline.of(augment.train());
        this.size = size;
        this.side = side;
        pixels = new BytePointer(3L * size * side * side);
        device = new Device(torch.DeviceType.CPU);
        input = new ImageInput(augment.normalization(), device);
    }

    /** Transforms an image and lays it into the batch, which is native memory, used again and again, as the loader's is. */
    void add(ImageSource image) {
        byte[] samples = recipe.apply(image, RandomStream.of(SEED, drawn++)).pixels();
        pixels.position((long) added++ * samples.length).put(samples, 0, samples.length);
    }

    /** Normalises the full batch, and empties it. */
    double normalize() {
        added = 0;
        try (PointerScope scope = new PointerScope()) {
            Batch batch = new Batch(pixels.position(0), 1, size, side, side, new long[size], new int[size]);
            return input.images(batch).numel();
        }
    }

    @Override
    public void close() {
        pixels.close();
        input.close();
        device.close();
    }
}
