package io.github.ncl4j.train;

import io.github.ncl4j.config.ContrastiveConfig;
import io.github.ncl4j.config.ContrastiveConfig.KeyEncoder;
import io.github.ncl4j.config.ModelConfig;
import io.github.ncl4j.distributed.DataParallel;
import io.github.ncl4j.loss.InfoNceLoss;
import io.github.ncl4j.model.ContrastiveNames;
import io.github.ncl4j.model.Expert;
import io.github.ncl4j.model.ExpertEnsemble;
import io.github.ncl4j.model.KeyQueue;
import io.github.ncl4j.model.MomentumEncoder;
import io.github.ncl4j.model.ProjectionHead;
import io.github.ncl4j.model.UnitLength;
import io.github.ncl4j.model.Weights;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Momentum contrast beside the classification (NCL, Li et al., CVPR 2022, section 3.4): of each expert the projection of its
 * features to queries, the key encoder that follows, and the queue of earlier keys. Owns the weights of all three; the
 * projections among them are trained.
 *
 * <p>A step calls {@link #forward} for each of its batches and runs backward, then calls {@link #beforeUpdate}, the optimizer,
 * and {@link #afterUpdate}. So all batches of a step are compared with the same earlier keys.
 */
public final class ContrastiveBranch implements AutoCloseable {

    private final ContrastiveConfig config;
    private final InfoNceLoss loss;
    private final Weights weights;
    private final List<ProjectionHead> projections = new ArrayList<>();
    private final List<KeyQueue> queues = new ArrayList<>();
    private final MomentumEncoder keyEncoder;
    private final @Nullable DataParallel parallel;
    private final Map<String, Tensor> followed;

    private ContrastiveBranch(
            ModelConfig model,
            ContrastiveConfig config,
            ExpertEnsemble ensemble,
            Weights weights,
            @Nullable DataParallel parallel) {
        this.config = config;
        this.parallel = parallel;
        this.weights = weights;
        loss = new InfoNceLoss(config.temperature());
        for (int index = 0; index < model.experts(); index++) {
            projections.add(ProjectionHead.of(
                    config.projection(),
                    weights.child(ContrastiveNames.PROJECTION + "." + index),
                    Expert.featureLength(model),
                    config.dimension()));
            queues.add(new KeyQueue(
                    weights.child(ContrastiveNames.QUEUE + "." + index), config.dimension(), config.queueLength()));
        }
        keyEncoder = new MomentumEncoder(model, config, ensemble.precision(), weights);
        followed = backbones(ensemble.weights().parameters());
        if (config.keyEncoder() == KeyEncoder.MOCO) {
            followed.putAll(weights.parameters());
            keyEncoder.copy(weights.parameters());
        }
        // The reference reads the same pretrained file into both; only without one do they differ.
        if (config.keyEncoder() == KeyEncoder.MOCO || model.pretrained() != null) {
            keyEncoder.copy(backbones(ensemble.weights().state()));
        }
    }

    /**
     * Builds the branch of an ensemble, with random projections and queues.
     *
     * @param ensemble whose backbones the key encoders follow, in its precision; borrowed, it must outlive the branch
     * @param device of the ensemble; borrowed
     */
    public static ContrastiveBranch create(
            ModelConfig model, ContrastiveConfig config, ExpertEnsemble ensemble, Device device) {
        return create(model, config, ensemble, device, null);
    }

    /**
     * Builds the branch of an ensemble that several processes train.
     *
     * @param parallel the processes; borrowed; null if there is one
     */
    static ContrastiveBranch create(
            ModelConfig model,
            ContrastiveConfig config,
            ExpertEnsemble ensemble,
            Device device,
            @Nullable DataParallel parallel) {
        Weights weights = new Weights(device, model.memoryFormat(), parallel == null ? null : parallel.batchNorm());
        try (PointerScope scope = new PointerScope()) {
            return new ContrastiveBranch(model, config, ensemble, weights, parallel);
        }
    }

    private static Map<String, Tensor> backbones(Map<String, Tensor> tensors) {
        Map<String, Tensor> chosen = new LinkedHashMap<>(tensors);
        chosen.keySet().removeIf(name -> !name.startsWith(ContrastiveNames.BACKBONE + "."));
        return chosen;
    }

    /**
     * The contrastive part of a batch's loss.
     *
     * @param loss scalar with gradient: InfoNCE, summed over the experts, before its weight
     * @param keys for each expert N x D of unit length, for the queue
     */
    record Contrast(Tensor loss, List<Tensor> keys) {}

    /**
     * Compares two views of a batch. The queues stay as they are until {@link #afterUpdate}; the running statistics of the key
     * encoder move.
     *
     * @param features for each expert N x F of the query view, with gradient
     * @param keyImages N x 3 x H x W: the key view, normalised
     */
    Contrast forward(List<Tensor> features, Tensor keyImages) {
        List<Tensor> keys = keyEncoder.keys(keyImages);
        Tensor sum = term(0, features, keys);
        for (int index = 1; index < projections.size(); index++) {
            sum = sum.add(term(index, features, keys));
        }
        return new Contrast(sum, keys);
    }

    private Tensor term(int index, List<Tensor> features, List<Tensor> keys) {
        Tensor queries = UnitLength.rows(projections.get(index).forward(features.get(index), true));
        return loss.forward(queries, keys.get(index), queues.get(index).keys());
    }

    /** What comes between backward and the optimizer. */
    void beforeUpdate() {
        if (config.keyEncoder() == KeyEncoder.REFERENCE) {
            // The reference runs its loop over the weights of all experts once for each expert.
            keyEncoder.follow(followed, StrictMath.pow(config.momentum(), queues.size()));
        }
    }

    /**
     * What comes after the optimizer: the keys of the step, those of all processes, join the queues.
     *
     * @param keys of each batch of the step, in their order: for each expert N x D, those of this process
     */
    void afterUpdate(List<List<Tensor>> keys) {
        if (config.keyEncoder() == KeyEncoder.MOCO) {
            keyEncoder.follow(followed, config.momentum());
        }
        for (List<Tensor> batch : keys) {
            for (int index = 0; index < queues.size(); index++) {
                queues.get(index).push(ofAll(batch.get(index)));
            }
        }
    }

    /** The keys of all processes in the order of the images, of which process r of W has those at r, r + W, r + 2 W, ... */
    private Tensor ofAll(Tensor keys) {
        return parallel == null
                ? keys
                : parallel.forward().gather(keys.contiguous()).transpose(0, 1).reshape(-1, keys.size(1));
    }

    /** The weight in the loss. */
    double ratio() {
        return config.ratio();
    }

    /** All tensors of the branch; the parameters among them are trained. */
    public Weights weights() {
        return weights;
    }

    /** Frees the weights. */
    @Override
    public void close() {
        weights.close();
    }
}
