package io.github.ncl4j.model;

import io.github.ncl4j.config.ModelConfig;
import io.github.ncl4j.config.ModelConfig.MemoryFormat;
import io.github.ncl4j.config.TrainConfig.Precision;
import io.github.ncl4j.torch.Autocast;
import io.github.ncl4j.torch.Memory;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** One network: backbone, global average pooling, optional dropout, classifier. */
public final class Expert implements Layer {

    /**
     * Layers of a segment in activation checkpointing: with more, more activations are there at a time; with fewer, more inputs
     * of segments are kept. The peak of three ResNet-50 at batch 8 was the same within 4 % from 2 to 6.
     */
    private static final int SEGMENT = 3;

    private final Sequence backbone;
    private final List<Tensor> buffers;
    private final boolean frozen;
    private final Precision precision;
    private final boolean drawsInTraining;
    private final ClassifierLayer classifier;
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
        buffers = backboneWeights.ownBuffers();
        drawsInTraining = config.dropConnect() > 0;
        classifier = ClassifierLayer.of(
                config.classifier(), weights.child(head + "." + index), featureLength(config), classes);
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
        if (config.backbone() instanceof ModelConfig.EfficientNet network) {
            return new EfficientNet(weights, network, config.lastStride(), config.dropConnect()).layers();
        }
        return new ResNet(weights, (ModelConfig.ResNet) config.backbone(), config.lastStride()).layers();
    }

    /** The length F of the features that a model's backbones give. */
    public static int featureLength(ModelConfig config) {
        if (config.backbone() instanceof ModelConfig.ResNet network) {
            return ResNet.features(network);
        }
        return config.backbone() instanceof ModelConfig.EfficientNet ? EfficientNet.FEATURES : CifarResNet.FEATURES;
    }

    static String backboneName(int index) {
        return "backbone." + index;
    }

    /** N x 3 x H x W normalised images to N x F pooled features, float32. A frozen backbone computes as in evaluation. */
    public Tensor features(Tensor images, boolean training) {
        return pooled(backbone, precision, images, training && !frozen);
    }

    /**
     * The same in training, with activation checkpointing.
     *
     * @throws IllegalStateException if the backbone is frozen: it keeps no activations and has no gradient
     */
    CheckpointedFeatures checkpointedFeatures(Tensor images) {
        if (frozen) {
            throw new IllegalStateException("a frozen backbone has no activations to save");
        }
        List<Layer> segments = new ArrayList<>(backbone.cut(SEGMENT));
        Layer last = segments.remove(segments.size() - 1);
        segments.replaceAll(segment -> (maps, training) -> computed(segment, precision, maps, training));
        segments.add((maps, training) -> pooled(last, precision, maps, training));
        return new CheckpointedFeatures(segments, buffers, drawsInTraining, images);
    }

    /** The feature maps of a backbone, which computes in the given precision, under global average pooling: N x F, float32. */
    static Tensor pooled(Layer backbone, Precision precision, Tensor images, boolean training) {
        return Memory.scoped(() -> {
            Tensor maps = computed(backbone, precision, images, training);
            return (precision == Precision.FLOAT32 ? maps : maps.to(torch.ScalarType.Float)).mean(2, 3);
        });
    }

    private static Tensor computed(Layer layers, Precision precision, Tensor maps, boolean training) {
        return switch (precision) {
            case FLOAT32 -> layers.forward(maps, training);
            case BFLOAT16 -> {
                try (Autocast autocast = Autocast.bfloat16(maps.device().type())) {
                    yield layers.forward(maps, training);
                }
            }
        };
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
