package io.github.ncl4j.train;

import io.github.ncl4j.config.ContrastiveConfig;
import io.github.ncl4j.config.ContrastiveConfig.KeyEncoder;
import io.github.ncl4j.config.ModelConfig;
import io.github.ncl4j.distributed.GradientSync;
import io.github.ncl4j.loss.InfoNceLoss;
import io.github.ncl4j.model.ContrastiveNames;
import io.github.ncl4j.model.Expert;
import io.github.ncl4j.model.ExpertEnsemble;
import io.github.ncl4j.model.KeyQueue;
import io.github.ncl4j.model.MomentumEncoder;
import io.github.ncl4j.model.ProjectionHead;
import io.github.ncl4j.model.UnitLength;
import io.github.ncl4j.model.Weights;
import io.github.ncl4j.torch.Memory;
import io.github.ncl4j.torch.SafetensorsFile;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;

/**
 * Momentum contrast beside the classification (NCL, Li et al., CVPR 2022, section 3.4): of each expert the projection of its
 * features to queries, the key encoder that follows, and the queue of earlier keys. Owns the weights of all three; the
 * projections among them are trained.
 *
 * <p>The keys of a step join the queues after its update, so all its batches are compared with the same earlier keys.
 */
public final class ContrastiveBranch implements Companion {

    private final ContrastiveConfig config;
    private final InfoNceLoss loss;
    private final Weights weights;
    private final List<ProjectionHead> projections = new ArrayList<>();
    private final List<KeyQueue> queues = new ArrayList<>();
    private final MomentumEncoder keyEncoder;
    private final GradientSync sync;
    private final Map<String, Tensor> followed;
    private final List<List<Tensor>> newKeys = new ArrayList<>();

    private ContrastiveBranch(
            ModelConfig model, ContrastiveConfig config, ExpertEnsemble ensemble, Weights weights, GradientSync sync) {
        this.config = config;
        this.sync = sync;
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
        return create(model, config, ensemble, device, GradientSync.NONE);
    }

    /**
     * Builds the branch of an ensemble that several processes train.
     *
     * @param sync the processes; borrowed
     */
    static ContrastiveBranch create(
            ModelConfig model, ContrastiveConfig config, ExpertEnsemble ensemble, Device device, GradientSync sync) {
        Weights weights = new Weights(device, model.memoryFormat(), sync.batchNorm());
        try (PointerScope scope = new PointerScope()) {
            return new ContrastiveBranch(model, config, ensemble, weights, sync);
        }
    }

    private static Map<String, Tensor> backbones(Map<String, Tensor> tensors) {
        Map<String, Tensor> chosen = new LinkedHashMap<>(tensors);
        chosen.keySet().removeIf(name -> !name.startsWith(ContrastiveNames.BACKBONE + "."));
        return chosen;
    }

    /** The key view. */
    @Override
    public int views() {
        return 1;
    }

    /** Adds {@code ratio} times InfoNCE, summed over the experts, between the classified view and the key view. */
    @Override
    public LossTerm look(Tensor classified, Tensor keyImages, StepClock clock) {
        return (loss, features, logits) -> {
            Contrast contrast = contrast(features, keyImages);
            remember(contrast.keys());
            clock.ended(StepPart.CONTRAST);
            return loss.plus("contrastive", contrast.loss(), config.ratio());
        };
    }

    /**
     * Two views of a batch compared.
     *
     * @param loss scalar with gradient: InfoNCE, summed over the experts, before its weight
     * @param keys for each expert N x D of unit length, without gradient
     */
    record Contrast(Tensor loss, List<Tensor> keys) {}

    /**
     * Compares two views of a batch. The queues stay as they are; the running statistics of the key encoder move.
     *
     * @param features for each expert N x F of the query view, with gradient
     * @param keyImages N x 3 x H x W: the key view, normalised
     */
    Contrast contrast(List<Tensor> features, Tensor keyImages) {
        List<Tensor> keys = keyEncoder.keys(keyImages);
        Tensor sum = infoNce(0, features, keys);
        for (int index = 1; index < projections.size(); index++) {
            sum = sum.add(infoNce(index, features, keys));
        }
        return new Contrast(sum, keys);
    }

    /** Keeps keys until the update. */
    void remember(List<Tensor> keys) {
        keys.forEach(Memory::keep);
        newKeys.add(keys);
    }

    private Tensor infoNce(int index, List<Tensor> features, List<Tensor> keys) {
        Tensor queries = UnitLength.rows(projections.get(index).forward(features.get(index), true)); // N x D
        return loss.forward(queries, keys.get(index), queues.get(index).keys());
    }

    /** The reference moves its key encoders before the optimizer, with the weights of before the update. */
    @Override
    public void beforeUpdate() {
        if (config.keyEncoder() == KeyEncoder.REFERENCE) {
            // The reference runs its loop over the weights of all experts once for each expert.
            keyEncoder.follow(followed, StrictMath.pow(config.momentum(), queues.size()));
        }
    }

    /** MoCo moves them after the optimizer. Then the keys of the step, those of all processes, join the queues. */
    @Override
    public void afterUpdate() {
        if (config.keyEncoder() == KeyEncoder.MOCO) {
            keyEncoder.follow(followed, config.momentum());
        }
        for (List<Tensor> keys : newKeys) {
            for (int index = 0; index < queues.size(); index++) {
                queues.get(index).push(sync.gatherRows(keys.get(index)));
            }
        }
        discard();
    }

    @Override
    public void discard() {
        newKeys.forEach(keys -> keys.forEach(Memory::release));
        newKeys.clear();
    }

    /** The projections of the queries. */
    @Override
    public Map<String, Tensor> parameters() {
        return weights.parameters();
    }

    @Override
    public Map<String, Tensor> state() {
        return weights.state();
    }

    @Override
    public void restore(SafetensorsFile file) {
        weights.load(file.tensors(ContrastiveNames::branchOnly));
    }

    /** All tensors of the branch; the parameters among them are trained. */
    public Weights weights() {
        return weights;
    }

    /** Frees the weights. */
    @Override
    public void close() {
        discard();
        weights.close();
    }
}
