package io.github.ncl4j.config;

import io.github.ncl4j.weights.BuiltInWeights;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The experts. All have the same architecture, and differ only in their initial weights.
 *
 * @param experts the number of experts
 * @param backbone the network that turns images into features
 * @param lastStride the stride of the last stage that begins with one of 2; 1 leaves the maps twice as high and wide
 * @param pretrained the weights from which every expert's backbone starts, {@code builtin} or a file, read when a run begins, not when it
 *     resumes; left out, the backbones start from random weights
 * @param freezeBackbone whether the backbones stay as they start: their parameters are not trained, and their batch norm uses and
 *     keeps its running statistics, in training too
 * @param memoryFormat the order of a feature map's numbers in memory. It changes the last bits of the results
 * @param classifier the layer that turns features into logits
 * @param dropout the probability of dropping a feature before the classifier; 0 is off
 * @param dropConnect the stochastic depth of an EfficientNet: in training, block {@code i} of {@code n} (from 0) is skipped for an image with
 *     probability {@code drop_connect * i / n}; 0 is off, and the only value for other backbones
 */
public record ModelConfig(
        @Default("3") int experts,
        @Default("cifar-resnet32") Backbone backbone,
        @Default("2") int lastStride,
        @Nullable Pretrained pretrained,
        @Default("false") boolean freezeBackbone,
        @Default("channels-last") MemoryFormat memoryFormat,
        Classifier classifier,
        @Default("0") double dropout,
        @Default("0") double dropConnect) {

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

    /** So many experts of an architecture, with the defaults for the rest. */
    public static ModelConfig of(int experts, Backbone backbone, Classifier classifier) {
        return Defaults.of(
                ModelConfig.class, Map.of("experts", experts, "backbone", backbone, "classifier", classifier));
    }

    /** These settings with another stride of the last stage. */
    public ModelConfig withLastStride(int lastStride) {
        return Components.with(this, "lastStride", lastStride);
    }

    /** These settings with other pretrained weights. */
    public ModelConfig withPretrained(@Nullable Pretrained pretrained) {
        return Components.with(this, "pretrained", pretrained);
    }

    /** These settings with frozen backbones, or without. */
    public ModelConfig withFreezeBackbone(boolean freezeBackbone) {
        return Components.with(this, "freezeBackbone", freezeBackbone);
    }

    /** These settings with another memory format. */
    public ModelConfig withMemoryFormat(MemoryFormat memoryFormat) {
        return Components.with(this, "memoryFormat", memoryFormat);
    }

    /** These settings with another probability of dropping a feature. */
    public ModelConfig withDropout(double dropout) {
        return Components.with(this, "dropout", dropout);
    }

    /** These settings with another stochastic depth. */
    public ModelConfig withDropConnect(double dropConnect) {
        return Components.with(this, "dropConnect", dropConnect);
    }

    private static boolean hasBuiltIn(Backbone backbone) {
        return BuiltInWeights.of(backbone.word()).isPresent();
    }

    /** Weights that a backbone may start from; in YAML {@code builtin}, or the path of a file. */
    public sealed interface Pretrained permits BuiltIn, WeightFile {}

    /** Those that ship with this program for the backbone: {@link BuiltInWeights}. */
    public record BuiltIn() implements Pretrained {

        /** Its word in YAML. */
        public static final String WORD = "builtin";

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
        /** N x C x H x W: the order of the reference implementation, whose batch norm the engine sums more exactly. */
        CHANNELS_FIRST
    }

    /** The network that turns images into features; a single word in YAML. */
    public sealed interface Backbone permits CifarResNet, ResNet, EfficientNet {

        /** The word of this backbone in YAML, for example {@code cifar-resnet32}. */
        String word();

        /** The backbone of a word, or null if there is none. */
        static @Nullable Backbone of(String word) {
            Matcher cifar = CifarResNet.WORD.matcher(word);
            try {
                return cifar.matches()
                        ? new CifarResNet(Integer.parseInt(cifar.group(1)))
                        : fixed().filter(backbone -> backbone.word().equals(word))
                                .findFirst()
                                .orElse(null);
            } catch (ConfigException e) {
                return null; // a depth that no such network has
            }
        }

        /** The words of all backbones without a free depth. */
        static List<String> words() {
            return fixed().map(Backbone::word).toList();
        }

        private static Stream<Backbone> fixed() {
            return Arrays.stream(Backbone.class.getPermittedSubclasses())
                    .filter(Class::isEnum)
                    .flatMap(family -> Arrays.stream(family.getEnumConstants()))
                    .map(Backbone.class::cast);
        }
    }

    /**
     * The residual network for small images of He et al., CVPR 2016, section 4.2, with parameter-free shortcuts (option A).
     * In YAML {@code cifar-resnet32}.
     *
     * @param depth {@code 6n + 2}: 20, 32, 44, 56, 110, or the small 8 and 14; at most 1202
     */
    public record CifarResNet(int depth) implements Backbone {

        /** The depths that there are, for messages. */
        public static final String DEPTHS = "6n + 2, at least 8 and at most 1202";

        private static final Pattern WORD = Pattern.compile("cifar-resnet([1-9][0-9]{0,3})");

        /** Checks the depth. */
        public CifarResNet {
            new Checks("CifarResNet")
                    .that(depth >= 8 && depth <= 1202 && depth % 6 == 2, "depth", depth, "must be " + DEPTHS)
                    .enforce();
        }

        @Override
        public String word() {
            return "cifar-resnet" + depth;
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
        RESNEXT50_32X4D;

        @Override
        public String word() {
            return YamlNames.word(this);
        }
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
        EFFICIENTNET_LITE4;

        @Override
        public String word() {
            return YamlNames.word(this);
        }
    }

    /** The layer that turns features into logits. */
    @Default("linear")
    public sealed interface Classifier permits Linear, Cosine, Normalized {

        /** Calls the visitor's method for this kind of classifier. */
        <T> T accept(ClassifierVisitor<T> visitor);
    }

    /**
     * A linear layer, {@code W x + b}.
     *
     * @param bias whether there is a bias {@code b}
     */
    public record Linear(@Default("true") boolean bias) implements Classifier {
        @Override
        public <T> T accept(ClassifierVisitor<T> visitor) {
            return visitor.visit(this);
        }
    }

    /**
     * Cosines between features and weights, {@code s * cos(W, x) + b}.
     *
     * @param scale the factor {@code s}
     * @param bias whether the bias {@code b} is trained; it starts at zero
     */
    public record Cosine(
            @Default("16") double scale, @Default("true") boolean bias) implements Classifier {
        /** Checks the range. */
        public Cosine {
            new Checks("Cosine").positive("scale", scale).enforce();
        }

        @Override
        public <T> T accept(ClassifierVisitor<T> visitor) {
            return visitor.visit(this);
        }
    }

    /** Cosines without scale and bias, {@code cos(W, x)}. */
    public record Normalized() implements Classifier {
        @Override
        public <T> T accept(ClassifierVisitor<T> visitor) {
            return visitor.visit(this);
        }
    }
}
