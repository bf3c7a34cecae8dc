package io.github.ncl4j.model;

import io.github.ncl4j.config.ContrastiveConfig;
import io.github.ncl4j.config.ModelConfig;
import io.github.ncl4j.config.TrainConfig.Precision;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.DeviceOptional;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;

/**
 * The key encoders of all experts, each a backbone and a projection that is not trained but follows its query encoder slowly,
 * so that the keys of many steps can be compared (MoCo, He et al., CVPR 2020, section 3.2). What {@code backbone.E.*} and
 * {@code classifier.E.*} are for the queries, {@code backbone_MA.E.*} and {@code classifier_MA.E.*} are for the keys.
 */
public final class MomentumEncoder {

    private final List<Layer> backbones = new ArrayList<>();
    private final List<ProjectionHead> projections = new ArrayList<>();
    private final boolean frozen;
    private final Precision precision;
    private final Map<String, Tensor> state;

    /**
     * Builds the encoders with fresh weights of their own.
     *
     * @param precision of the backbones' computation
     * @param weights of the contrastive branch, which get the encoders' parameters as buffers
     */
    public MomentumEncoder(ModelConfig model, ContrastiveConfig contrastive, Precision precision, Weights weights) {
        Weights untrained = weights.untrained();
        frozen = model.freezeBackbone();
        this.precision = precision;
        for (int index = 0; index < model.experts(); index++) {
            backbones.add(Expert.backbone(model, untrained.child(ContrastiveNames.KEY_BACKBONE + "." + index)));
            projections.add(ProjectionHead.of(
                    contrastive.projection(),
                    untrained.child(ContrastiveNames.KEY_PROJECTION + "." + index),
                    Expert.featureLength(model),
                    contrastive.dimension()));
        }
        state = weights.buffers();
    }

    /**
     * The keys of a batch. Batch norm uses the batch and updates the encoder's own running statistics, unless the backbones
     * are frozen. The images go through
     * in random order, and the keys come back in that of the images (shuffled batch norm, section 3.3): on one device that
     * changes the rounding alone, on several it keeps a query from knowing its key by the statistics of their batch.
     *
     * @param images N x 3 x H x W, normalised
     * @return for each expert N x D of unit length, without gradient
     */
    public List<Tensor> keys(Tensor images) {
        try (NoGradGuard noGrad = new NoGradGuard()) {
            Tensor order = torch.randperm(
                    images.size(0),
                    new TensorOptions(torch.ScalarType.Long).device(new DeviceOptional(images.device())));
            Tensor back = order.argsort();
            Tensor shuffled = images.index_select(0, order).contiguous(images.suggest_memory_format());
            List<Tensor> keys = new ArrayList<>();
            for (int index = 0; index < backbones.size(); index++) {
                Tensor features = Expert.pooled(backbones.get(index), precision, shuffled, !frozen);
                Tensor projected = projections.get(index).forward(features, true);
                keys.add(UnitLength.rows(projected).index_select(0, back));
            }
            return keys;
        }
    }

    /**
     * Makes the encoders copies of their query encoders.
     *
     * @param query parameters and buffers by the names of the queries' side; borrowed
     */
    public void copy(Map<String, Tensor> query) {
        query.forEach((name, value) -> Weights.assign(follower(name), value));
    }

    /**
     * Moves the encoders towards their query encoders: {@code key = momentum * key + (1 - momentum) * query}, equation 2.
     *
     * @param query parameters by the names of the queries' side; what is not among them stays as it is
     */
    public void follow(Map<String, Tensor> query, double momentum) {
        try (NoGradGuard noGrad = new NoGradGuard()) {
            query.forEach((name, value) -> {
                try (PointerScope scope = new PointerScope()) {
                    follower(name).mul_(new Scalar(momentum)).add_(value, new Scalar(1 - momentum));
                }
            });
        }
    }

    private Tensor follower(String name) {
        return Objects.requireNonNull(state.get(ContrastiveNames.follower(name)), name);
    }
}
