package io.github.ncl4j.serve.model;

import io.github.ncl4j.evaluate.Predictor;
import io.github.ncl4j.image.RgbImage;
import io.github.ncl4j.model.InputSize;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;

/** A checkpoint of this library, which computes with libtorch. */
public final class CheckpointModel implements ServedModel {

    private final Predictor predictor;
    private final String name;
    private final SquareFit fit;

    private CheckpointModel(Predictor predictor, String name, SquareFit fit) {
        this.predictor = predictor;
        this.name = name;
        this.fit = fit;
    }

    /**
     * Reads a checkpoint.
     *
     * @param name what it is called, for clients
     * @param deviceName {@code auto}, {@code cpu} or {@code cuda:N}
     * @param side of the images in pixels, where the checkpoint's configuration does not tell it
     * @throws io.github.ncl4j.torch.SafetensorsException if the file is missing, damaged or no checkpoint
     * @throws ImageSizeException if nothing tells the size of the images, or the checkpoint and the user both do
     * @throws IllegalArgumentException if the device is not here
     */
    public static CheckpointModel load(Path checkpoint, String name, String deviceName, OptionalInt side) {
        Predictor predictor = Predictor.load(checkpoint, deviceName);
        try {
            OptionalInt known = InputSize.of(predictor.description().config());
            return new CheckpointModel(predictor, name, SquareFit.of(checkpoint, known, side));
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
    public boolean tellsExperts() {
        return true;
    }

    @Override
    public int side() {
        return fit.side();
    }

    @Override
    public boolean turnsPhotos() {
        return predictor.description().config().data().turnsPhotos();
    }

    /**
     * As for evaluation, and then, where the configuration leaves images as large as they are, scaled and cut to the size of
     * the images that the model was trained on.
     */
    @Override
    public RgbImage prepare(RgbImage image) {
        return fit.apply(predictor.prepare(image));
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
