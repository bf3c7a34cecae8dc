package io.github.ncl4j.model;

import io.github.ncl4j.config.ModelConfig;
import io.github.ncl4j.config.ModelConfig.MemoryFormat;
import io.github.ncl4j.config.TrainConfig.Precision;
import io.github.ncl4j.torch.Autocast;
import io.github.ncl4j.torch.Memory;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** One network: backbone, global average pooling, optional dropout, classifier. */
public final class Expert implements Layer {

    private final Sequence backbone;
    private final boolean frozen;
    private final Precision precision;
    private final Classifier classifier;
    private final double dropout;

    /**
     * Builds expert {@code index} with fresh weights, under the names {@code backbone.index.*} and {@code
     * head.index.*}.
     *
     * @param head what the classifiers are called
     * @param precision of the backbone's computation
     */
    Expert(ModelConfig config, String head, Precision precision, int classes, Weights weights, int index) {
        Weights backboneWeights = weights.child(backboneName(index));
        frozen = config.freezeBackbone();
        this.precision = precision;
        backbone = backbone(config, frozen ? backboneWeights.untrained() : backboneWeights);
        classifier =
                Classifier.of(config.classifier(), weights.child(head + "." + index), featureLength(config), classes);
        dropout = config.dropout();
    }

    /** Builds the backbone that the configuration names. Its weights are to have the configuration's format. */
    static Sequence backbone(ModelConfig config, Weights weights) {
        Sequence network = network(config, weights);
        // Images come channels-last, as they are decoded, and every layer keeps the format of its input.
        return config.memoryFormat() == MemoryFormat.CHANNELS_LAST
                ? network
                : network.after((images, training) -> images.contiguous());
    }

    private static Sequence network(ModelConfig config, Weights weights) {
        if (config.backbone() instanceof ModelConfig.CifarResNet cifar) {
            return new CifarResNet(weights, cifar.depth(), config.lastStride()).layers();
        }
        return new ResNet(weights, (ModelConfig.ResNet) config.backbone(), config.lastStride()).layers();
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

    /** N x 3 x H x W normalised images to N x F pooled features, float32. A frozen backbone computes as in evaluation. */
    public Tensor features(Tensor images, boolean training) {
        return pooled(backbone, precision, images, training && !frozen);
    }

    /** The feature maps of a backbone, which computes in the given precision, under global average pooling: N x F, float32. */
    static Tensor pooled(Layer backbone, Precision precision, Tensor images, boolean training) {
        return Memory.scoped(() -> switch (precision) {
            case FLOAT32 -> backbone.forward(images, training).mean(2, 3);
            case BFLOAT16 -> inBfloat16(backbone, images, training).mean(2, 3);
        });
    }

    private static Tensor inBfloat16(Layer backbone, Tensor images, boolean training) {
        try (Autocast autocast = Autocast.bfloat16(images.device().type())) {
            return backbone.forward(images, training).to(torch.ScalarType.Float);
        }
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
