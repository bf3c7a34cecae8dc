package io.github.ncl4j.model;

import io.github.ncl4j.config.ModelConfig;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** One network: backbone, global average pooling, optional dropout, classifier. */
public final class Expert implements Layer {

    private final Layer backbone;
    private final Classifier classifier;
    private final double dropout;

    /**
     * Builds expert {@code index} with fresh weights, under the names {@code backbone.index.*} and {@code
     * classifier.index.*}.
     */
    Expert(ModelConfig config, int classes, Weights weights, int index) {
        // The only backbone family so far; the sealed type makes the compiler ask here when there is a second.
        ModelConfig.CifarResNet resNet = (ModelConfig.CifarResNet) config.backbone();
        backbone = new CifarResNet(weights.child("backbone." + index), resNet.depth());
        classifier =
                Classifier.of(config.classifier(), weights.child("classifier." + index), CifarResNet.FEATURES, classes);
        dropout = config.dropout();
    }

    /** N x 3 x H x W normalised images to N x F pooled features. */
    public Tensor features(Tensor images, boolean training) {
        return backbone.forward(images, training).mean(2, 3);
    }

    /** N x 3 x H x W normalised images to N x C raw logits. */
    @Override
    public Tensor forward(Tensor images, boolean training) {
        Tensor features = features(images, training);
        if (dropout > 0) {
            features = torch.dropout(features, dropout, training);
        }
        return classifier.forward(features, training);
    }
}
