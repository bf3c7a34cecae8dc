package io.github.ncl4j.model;

import io.github.ncl4j.config.ModelConfig;
import io.github.ncl4j.config.ModelConfig.MemoryFormat;
import io.github.ncl4j.torch.Memory;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** One network: backbone, global average pooling, optional dropout, classifier. */
public final class Expert implements Layer {

    private final Layer backbone;
    private final boolean frozen;
    private final Classifier classifier;
    private final double dropout;

    /**
     * Builds expert {@code index} with fresh weights, under the names {@code backbone.index.*} and {@code
     * head.index.*}.
     *
     * @param head what the classifiers are called
     */
    Expert(ModelConfig config, String head, int classes, Weights weights, int index) {
        Weights backboneWeights = weights.child(backboneName(index));
        frozen = config.freezeBackbone();
        backbone = backbone(config, frozen ? backboneWeights.untrained() : backboneWeights);
        classifier =
                Classifier.of(config.classifier(), weights.child(head + "." + index), featureLength(config), classes);
        dropout = config.dropout();
    }

    /** Builds the backbone that the configuration names. Its weights are to have the configuration's format. */
    static Layer backbone(ModelConfig config, Weights weights) {
        Layer network = network(config, weights);
        // Images come channels-last, as they are decoded, and every layer keeps the format of its input.
        return config.memoryFormat() == MemoryFormat.CHANNELS_LAST
                ? network
                : (images, training) -> network.forward(images.contiguous(), training);
    }

    private static Layer network(ModelConfig config, Weights weights) {
        if (config.backbone() instanceof ModelConfig.CifarResNet cifar) {
            return new CifarResNet(weights, cifar.depth(), config.lastStride());
        }
        return new ResNet(weights, (ModelConfig.ResNet) config.backbone(), config.lastStride());
    }

    /** The length F of the features that a model's backbones give. */
    public static int featureLength(ModelConfig config) {
        return config.backbone() instanceof ModelConfig.ResNet network
                ? ResNet.features(network)
                : CifarResNet.FEATURES;
    }

    static String backboneName(int index) {
        return "backbone." + index;
    }

    /** N x 3 x H x W normalised images to N x F pooled features. A frozen backbone computes as in evaluation. */
    public Tensor features(Tensor images, boolean training) {
        return pooled(backbone, images, training && !frozen);
    }

    /** The feature maps of a backbone under global average pooling: N x F. */
    static Tensor pooled(Layer backbone, Tensor images, boolean training) {
        return Memory.scoped(() -> backbone.forward(images, training).mean(2, 3));
    }

    /** N x 3 x H x W normalised images to N x C raw logits. */
    @Override
    public Tensor forward(Tensor images, boolean training) {
        return classify(features(images, training), training);
    }

    /** N x F pooled features to N x C raw logits. */
    Tensor classify(Tensor features, boolean training) {
        Tensor kept = dropout > 0 ? torch.dropout(features, dropout, training) : features;
        return classifier.forward(kept, training);
    }
}
