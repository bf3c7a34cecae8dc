package io.github.ncl4j.config;

import io.github.ncl4j.weights.BuiltInWeights;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The experts; all have the same architecture and differ in their initial weights alone.
 *
 * @param experts the number of experts, K, at least 1
 * @param backbone what turns images into features
 * @param lastStride the stride of the last stage that begins with one of 2, or 1, which leaves the maps twice as high and wide
 * @param pretrained the weights from which every expert's backbone starts; null starts from random ones. Read when a run begins, not when
 *     it goes on from a checkpoint
 * @param freezeBackbone whether the backbones stay as they start: their parameters are not trained, and their batch norm
 *     uses and keeps its running statistics, in training too
 * @param memoryFormat how convolutions and their maps lie in memory
 * @param classifier what turns features into logits
 * @param dropout probability of dropping a feature before the classifier, in [0, 1); 0 is off
 * @param dropConnect stochastic depth of an EfficientNet, in [0, 1): in training, block {@code i} of {@code n} (from 0) is skipped for an
 *     image with probability {@code dropConnect * i / n}; 0 is off, and the only value for other backbones
 */
public record ModelConfig(
        int experts,
        Backbone backbone,
        int lastStride,
        @Nullable Pretrained pretrained,
        boolean freezeBackbone,
        MemoryFormat memoryFormat,
        Classifier classifier,
        double dropout,
        double dropConnect) {

    /** Checks the ranges. */
    public ModelConfig {
        new Checks("ModelConfig")
                .atLeast("experts", experts, 1)
                .between("lastStride", lastStride, 1, 2)
                .belowOne("dropout", dropout)
                .belowOne("dropConnect", dropConnect)
                .that(
                        !(pretrained instanceof BuiltIn) || hasBuiltIn(backbone),
                        "pretrained",
                        pretrained,
                        "must name a file with this backbone; weights are built in for "
                                + String.join(", ", BuiltInWeights.backbones()),
                        "backbone")
                .that(
                        dropConnect == 0 || backbone instanceof EfficientNet,
                        "dropConnect",
                        dropConnect,
                        "must be 0 with this backbone; only the EfficientNets have stochastic depth",
                        "backbone")
                .enforce();
    }

    /** Experts that are trained as a whole from random weights, with a last stride of 2. */
    public ModelConfig(int experts, Backbone backbone, Classifier classifier, double dropout) {
        this(experts, backbone, 2, null, false, MemoryFormat.CHANNELS_LAST, classifier, dropout, 0);
    }

    private static boolean hasBuiltIn(Backbone backbone) {
        return BuiltInWeights.of(word(backbone)).isPresent();
    }

    /** The name of a backbone in YAML. */
    public static String word(Backbone backbone) {
        return backbone instanceof CifarResNet cifar
                ? "cifar-resnet" + cifar.depth()
                : Spelling.word((Enum<?>) backbone);
    }

    /** Weights that a backbone may start from; in YAML {@code builtin}, or the path of a file. */
    public sealed interface Pretrained permits BuiltIn, WeightFile {}

    /** Those that ship with this program for the backbone: {@link BuiltInWeights}. */
    public record BuiltIn() implements Pretrained {

        static final String WORD = "builtin";

        /** As in YAML. */
        @Override
        public String toString() {
            return WORD;
        }
    }

    /**
     * Those of a file, or of another run.
     *
     * @param path of the file or the run's folder
     */
    public record WeightFile(Path path) implements Pretrained {

        /** Makes the path absolute. */
        public WeightFile {
            path = path.toAbsolutePath().normalize();
        }

        /** As in YAML. */
        @Override
        public String toString() {
            return path.toString();
        }
    }

    /** The order of a feature map's numbers in memory. It changes their last bits, for the engine sums in another order. */
    public enum MemoryFormat {
        /** N x H x W x C: as images are decoded, and the faster one on processors. */
        CHANNELS_LAST,
        /** N x C x H x W: that of the reference, whose batch norm the engine sums more exactly. */
        CHANNELS_FIRST
    }

    /** What turns images into features. */
    public sealed interface Backbone permits CifarResNet, ResNet, EfficientNet {}

    /**
     * The residual network for small images of He et al., CVPR 2016, section 4.2, with parameter-free shortcuts (option A).
     * In YAML {@code cifar-resnet32}.
     *
     * @param depth {@code 6n + 2}: 20, 32, 44, 56, 110, or the small 8 and 14; at most 1202
     */
    public record CifarResNet(int depth) implements Backbone {

        static final String DEPTHS = "6n + 2, at least 8 and at most 1202";

        /** Checks the depth. */
        public CifarResNet {
            new Checks("CifarResNet")
                    .that(depth >= 8 && depth <= 1202 && depth % 6 == 2, "depth", depth, "must be " + DEPTHS)
                    .enforce();
        }
    }

    /**
     * The residual networks for photos of He et al., CVPR 2016, section 4.1, as torchvision builds them: what a bottleneck
     * strides with is its 3 x 3 convolution. In YAML {@code resnet50}, {@code resnext50-32x4d}.
     */
    public enum ResNet implements Backbone {
        /** One basic block in each stage, as the long-tail literature has it since Liu et al., CVPR 2019. */
        RESNET10,
        /** Basic blocks: 2, 2, 2, 2. */
        RESNET18,
        /** Basic blocks: 3, 4, 6, 3. */
        RESNET34,
        /** Bottlenecks: 3, 4, 6, 3. */
        RESNET50,
        /** Bottlenecks: 3, 4, 23, 3. */
        RESNET101,
        /** Bottlenecks: 3, 8, 36, 3. */
        RESNET152,
        /** ResNet-50 with 32 groups of 4 channels in the first bottlenecks (Xie et al., CVPR 2017). */
        RESNEXT50_32X4D
    }

    /**
     * The EfficientNets for processors without fast sigmoids, which Google published in 2020 as EfficientNet-Lite: those of Tan and
     * Le, ICML 2019, without squeeze-and-excitation and with ReLU6. In YAML {@code efficientnet-lite0}.
     */
    public enum EfficientNet implements Backbone {
        /** Width 1, depth 1; made for images of 224 pixels. */
        EFFICIENTNET_LITE0,
        /** Width 1, depth 1.1; 240 pixels. */
        EFFICIENTNET_LITE1,
        /** Width 1.1, depth 1.2; 260 pixels. */
        EFFICIENTNET_LITE2,
        /** Width 1.2, depth 1.4; 280 pixels. */
        EFFICIENTNET_LITE3,
        /** Width 1.4, depth 1.8; 300 pixels. */
        EFFICIENTNET_LITE4
    }

    /** What turns features into logits; in YAML a section with the key {@code type}. */
    public sealed interface Classifier permits Linear, Cosine, Normalized {}

    /**
     * {@code W x + b}; in YAML {@code type: linear}.
     *
     * @param bias whether there is a {@code b}
     */
    public record Linear(boolean bias) implements Classifier {}

    /**
     * {@code s * cos(W, x) + b}; in YAML {@code type: cosine}.
     *
     * @param scale the factor {@code s}, positive
     * @param bias whether {@code b} is trained; it starts at zero
     */
    public record Cosine(double scale, boolean bias) implements Classifier {
        /** Checks the range. */
        public Cosine {
            new Checks("Cosine").positive("scale", scale).enforce();
        }
    }

    /** {@code cos(W, x)} without scale and bias; in YAML {@code type: normalized}. */
    public record Normalized() implements Classifier {}
}
