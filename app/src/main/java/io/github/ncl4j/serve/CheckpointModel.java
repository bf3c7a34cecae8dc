package io.github.ncl4j.serve;

import io.github.ncl4j.augment.Pipeline;
import io.github.ncl4j.config.AugmentConfig;
import io.github.ncl4j.data.ImageTransform;
import io.github.ncl4j.data.RandomStream;
import io.github.ncl4j.evaluate.Predictor;
import io.github.ncl4j.image.RgbImage;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;

/** A checkpoint of this library, which computes with libtorch. */
public final class CheckpointModel implements ServedModel {

    private final Predictor predictor;
    private final String name;
    private final int side;
    private final ImageTransform fit;

    private CheckpointModel(Predictor predictor, String name, int side) {
        this.predictor = predictor;
        this.name = name;
        this.side = side;
        fit = Pipeline.of(List.of(new AugmentConfig.Resize(side), new AugmentConfig.CenterCrop(side)));
    }

    /**
     * Reads a checkpoint.
     *
     * @param name what it is called, for clients
     * @param deviceName {@code auto}, {@code cpu} or {@code cuda:N}
     * @param side of the images in pixels, where the checkpoint's configuration does not tell it
     * @throws io.github.ncl4j.torch.SafetensorsException if the file is missing, damaged or no checkpoint
     * @throws IllegalArgumentException if the device is not here, or nothing tells the size of the images
     */
    public static CheckpointModel load(Path checkpoint, String name, String deviceName, OptionalInt side) {
        Predictor predictor = Predictor.load(checkpoint, deviceName);
        try {
            OptionalInt known = InputSide.of(predictor.description().config());
            int chosen = known.orElseGet(
                    () -> side.orElseThrow(
                            () -> new IllegalArgumentException(
                                    checkpoint
                                            + ": its configuration says nothing of the size of its images (no crop, no resizing); give --side")));
            return new CheckpointModel(predictor, name, chosen);
        } catch (RuntimeException e) {
            predictor.close();
            throw e;
        }
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public List<String> classNames() {
        return predictor.description().classNames();
    }

    @Override
    public List<Integer> classCounts() {
        return predictor.description().classCounts();
    }

    @Override
    public int experts() {
        return predictor.description().config().model().experts();
    }

    @Override
    public int side() {
        return side;
    }

    /**
     * As for evaluation, and then, where the configuration leaves images as large as they are, scaled and cut to the size of
     * the images that the model was trained on.
     */
    @Override
    public RgbImage prepare(RgbImage image) {
        RgbImage prepared = predictor.prepare(image);
        boolean fits = prepared.width() == side && prepared.height() == side;
        // Neither operation is random, so any stream does.
        return fits ? prepared : fit.apply(prepared, RandomStream.of(0));
    }

    @Override
    public List<Probabilities> predict(List<RgbImage> prepared) {
        return Probabilities.ofLogits(predictor.logits(prepared), experts(), prepared.size());
    }

    @Override
    public void close() {
        predictor.close();
    }
}
