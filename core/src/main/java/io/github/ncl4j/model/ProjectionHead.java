package io.github.ncl4j.model;

import io.github.ncl4j.config.ContrastiveConfig.Projection;
import io.github.ncl4j.config.ModelConfig;
import org.bytedeco.pytorch.Tensor;

/**
 * N x F features to N x D vectors that a contrastive loss compares, once they have unit length: the classifiers of {@link
 * ClassifierLayer} with D in place of the number of classes, and the MLP of MoCo v2 (Chen, Fan, Girshick, He, 2020).
 */
public final class ProjectionHead implements Layer {

    /** The reference's default. After the scaling to unit length it only weighs against the bias. */
    private static final double COSINE_SCALE = 16;

    private final Layer projection;

    private ProjectionHead(Layer projection) {
        this.projection = projection;
    }

    /**
     * Builds the head that the configuration names, with fresh weights.
     *
     * @param weights the view in which the head's names begin
     * @param features F
     * @param dimension D
     */
    public static ProjectionHead of(Projection kind, Weights weights, int features, int dimension) {
        return switch (kind) {
            case LINEAR -> linear(weights, features, dimension);
            case NORMALIZED -> normalized(weights, features, dimension);
            case MLP -> mlp(weights, features, dimension);
            case COSINE -> cosine(weights, features, dimension, COSINE_SCALE);
        };
    }

    /** {@code W x + b}. */
    static ProjectionHead linear(Weights weights, int features, int dimension) {
        return of(new ModelConfig.Linear(true), weights, features, dimension);
    }

    /** {@code cos(W, x)}. */
    static ProjectionHead normalized(Weights weights, int features, int dimension) {
        return of(new ModelConfig.Normalized(), weights, features, dimension);
    }

    /** {@code s * cos(W, x) + b}. */
    static ProjectionHead cosine(Weights weights, int features, int dimension, double scale) {
        return of(new ModelConfig.Cosine(scale, true), weights, features, dimension);
    }

    /** {@code W2 relu(W1 x + b1) + b2}, F units in between, under the names {@code 0.*} and {@code 2.*}. */
    static ProjectionHead mlp(Weights weights, int features, int dimension) {
        Layer hidden = new ClassifierLayer.Linear(weights.child("0"), features, features, true);
        Layer output = new ClassifierLayer.Linear(weights.child("2"), features, dimension, true);
        return new ProjectionHead((input, training) ->
                output.forward(hidden.forward(input, training).relu_(), training));
    }

    private static ProjectionHead of(ModelConfig.Classifier kind, Weights weights, int features, int dimension) {
        return new ProjectionHead(ClassifierLayer.of(kind, weights, features, dimension));
    }

    @Override
    public Tensor forward(Tensor features, boolean training) {
        return projection.forward(features, training);
    }
}
