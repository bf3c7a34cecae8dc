package io.github.ncl4j.model;

import io.github.ncl4j.config.ContrastiveConfig;
import io.github.ncl4j.config.ModelConfig;
import io.github.ncl4j.config.TrainConfig.Precision;
import io.github.ncl4j.distributed.BatchNormalization;
import io.github.ncl4j.torch.Engine;
import io.github.ncl4j.torch.Generators;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/**
 * K experts that see the same images. Their prediction together is the mean of their raw logits (NCL, section 3.5).
 *
 * <p>Owns its weights. Not thread-safe in training; in evaluation several threads may call {@code forward}.
 */
public final class ExpertEnsemble implements AutoCloseable {

    private final Weights weights;
    private final Precision precision;
    private final String classifierName;
    private final List<Expert> experts = new ArrayList<>();

    private ExpertEnsemble(Weights weights, Precision precision, String classifierName) {
        this.weights = weights;
        this.precision = precision;
        this.classifierName = classifierName;
    }

    /**
     * Builds an ensemble with fresh random weights, which computes in float32.
     *
     * @param seed decides the weights; every expert gets its own
     * @param device borrowed; must outlive the ensemble
     * @throws IllegalArgumentException if there is no class
     */
    public static ExpertEnsemble create(ModelConfig config, int classes, long seed, Device device) {
        return create(config, null, Precision.FLOAT32, classes, seed, device);
    }

    /**
     * Builds an ensemble with fresh random weights for an experiment that may have the contrastive branch: with it the class
     * logits come from {@code classifier_ce}, see {@link ContrastiveNames}.
     *
     * @param contrastive null without the branch
     * @param precision of the backbones' computation; the weights, and what leaves the ensemble, are float32 in any case
     * @param seed decides the weights; every expert gets its own
     * @param device borrowed; must outlive the ensemble
     * @throws IllegalArgumentException if there is no class
     */
    public static ExpertEnsemble create(
            ModelConfig config,
            @Nullable ContrastiveConfig contrastive,
            Precision precision,
            int classes,
            long seed,
            Device device) {
        return create(config, contrastive, precision, classes, seed, device, BatchNormalization.OWN_BATCH);
    }

    /**
     * Builds an ensemble that several processes train, each of them its copy.
     *
     * @param contrastive null without the branch
     * @param precision of the backbones' computation
     * @param seed decides the weights; every expert gets its own
     * @param device borrowed; must outlive the ensemble
     * @param batchNorm how the backbones normalise in training; borrowed, it must outlive the ensemble
     * @throws IllegalArgumentException if there is no class
     */
    public static ExpertEnsemble create(
            ModelConfig config,
            @Nullable ContrastiveConfig contrastive,
            Precision precision,
            int classes,
            long seed,
            Device device,
            BatchNormalization batchNorm) {
        requireClass(classes);
        Engine.start();
        Generators.seed(seed);
        return build(config, contrastive, precision, classes, new Weights(device, config.memoryFormat(), batchNorm));
    }

    /**
     * Builds an ensemble for a checkpoint to fill. Leaves the engine's generator as it is.
     *
     * @return with arbitrary weights
     */
    static ExpertEnsemble toBeLoaded(
            ModelConfig config,
            @Nullable ContrastiveConfig contrastive,
            Precision precision,
            int classes,
            Device device) {
        requireClass(classes);
        Engine.start();
        return build(
                config, contrastive, precision, classes, new Weights(device, config.memoryFormat()).withoutDraws());
    }

    private static void requireClass(int classes) {
        if (classes < 1) {
            throw new IllegalArgumentException("an ensemble needs at least one class");
        }
    }

    private static ExpertEnsemble build(
            ModelConfig config,
            @Nullable ContrastiveConfig contrastive,
            Precision precision,
            int classes,
            Weights weights) {
        String classifier = ContrastiveNames.classifier(contrastive);
        ExpertEnsemble ensemble = new ExpertEnsemble(weights, precision, classifier);
        try (PointerScope scope = new PointerScope()) {
            for (int index = 0; index < config.experts(); index++) {
                ensemble.experts.add(new Expert(config, classifier, precision, classes, ensemble.weights, index));
            }
        }
        return ensemble;
    }

    /**
     * The raw logits of every expert.
     *
     * @param images N x 3 x H x W, normalised
     * @param training see {@link Layer#forward}
     * @return K x N x C
     */
    public Tensor forward(Tensor images, boolean training) {
        return classify(features(images, training), training);
    }

    /**
     * What the backbone of every expert sees in the images.
     *
     * @param images N x 3 x H x W, normalised
     * @param training see {@link Layer#forward}
     * @return for each expert N x F, float32
     */
    public List<Tensor> features(Tensor images, boolean training) {
        List<Tensor> features = new ArrayList<>();
        experts.forEach(expert -> features.add(expert.features(images, training)));
        return features;
    }

    /**
     * The same in training, with activation checkpointing.
     *
     * @param images N x 3 x H x W, normalised
     * @return for each expert its features, to go back through once the loss has been
     * @throws IllegalStateException if the backbones are frozen
     */
    public List<CheckpointedFeatures> checkpointedFeatures(Tensor images) {
        return experts.stream()
                .map(expert -> expert.checkpointedFeatures(images))
                .toList();
    }

    /**
     * The second half of {@link #forward}.
     *
     * @param features for each expert N x F
     * @param training see {@link Layer#forward}
     * @return K x N x C raw logits
     */
    public Tensor classify(List<Tensor> features, boolean training) {
        Tensor[] logits = new Tensor[experts.size()];
        for (int index = 0; index < logits.length; index++) {
            logits[index] = experts.get(index).classify(features.get(index), training);
        }
        return torch.stack(new TensorVector(logits), 0);
    }

    /** The experts, in order. */
    public List<Expert> experts() {
        return List.copyOf(experts);
    }

    /** In what the backbones compute. */
    public Precision precision() {
        return precision;
    }

    /** The parameters and buffers of all experts. */
    public Weights weights() {
        return weights;
    }

    /** The parameters and buffers of each expert's backbone, by their names inside it. */
    List<Map<String, Tensor>> backbones() {
        List<Map<String, Tensor>> backbones = new ArrayList<>();
        for (int index = 0; index < experts.size(); index++) {
            backbones.add(weights.child(Expert.backboneName(index)).ownState());
        }
        return backbones;
    }

    /** The name of the experts' class heads: the first word of their tensors' names. */
    public String classifierName() {
        return classifierName;
    }

    /** The parameters of each expert's class head, by their names inside it. */
    List<Map<String, Tensor>> classifiers() {
        return IntStream.range(0, experts.size())
                .mapToObj(index -> weights.child(classifierName + "." + index).ownState())
                .toList();
    }

    /**
     * Overwrites every weight and buffer.
     *
     * @param values by state-dict name, exactly those of {@link Weights#state}
     * @throws IllegalArgumentException if names are missing, unexpected, or have another shape; the message lists them all,
     *     and nothing has been overwritten
     */
    public void load(Map<String, Tensor> values) {
        weights.load(values);
    }

    /** Frees the weights. */
    @Override
    public void close() {
        weights.close();
    }
}
