package io.github.ncl4j.serve.model;

import io.github.ncl4j.image.RgbImage;
import java.util.List;

/** A model as the server needs it, from whatever file it comes. Safe for use by several threads at once. */
public interface ServedModel extends AutoCloseable {

    /** What the model is called, for people. */
    String name();

    /** The name of every class, by class number; from outside, so not to be trusted in a page. */
    List<String> classNames();

    /** Training images of each class, by class number. */
    List<Integer> classCounts();

    /** The number of experts, K. */
    int experts();

    /** Whether predictions tell what each expert sees; if not, they tell of the ensemble alone. */
    boolean tellsExperts();

    /** The side in pixels of the squares that {@link #predict} takes. */
    int side();

    /** Whether photos are turned as their EXIF metadata say before {@link #prepare}. */
    boolean turnsPhotos();

    /**
     * Brings an image into the form that {@link #predict} takes.
     *
     * @param image of any size
     * @return {@link #side} x {@link #side} pixels
     */
    RgbImage prepare(RgbImage image);

    /**
     * Classifies images together.
     *
     * @param prepared at least one, each by {@link #prepare}
     * @return as many as there are images, in their order
     * @throws io.github.ncl4j.predict.ModelFileException if the model's logits are not finite
     */
    List<Probabilities> predict(List<RgbImage> prepared);

    /** Waits for predictions that are under way, and frees the model. Later predictions throw an {@link IllegalStateException}. */
    @Override
    void close();
}
