package io.github.ncl4j.config;

/**
 * The experts; all have the same architecture and differ in their initial weights alone.
 *
 * @param experts the number of experts, K, at least 1
 * @param backbone what turns images into features
 * @param classifier what turns features into logits
 * @param dropout probability of dropping a feature before the classifier, in [0, 1); 0 is off
 */
public record ModelConfig(int experts, Backbone backbone, Classifier classifier, double dropout) {

    /** Checks the ranges. */
    public ModelConfig {
        new Checks("ModelConfig")
                .atLeast("experts", experts, 1)
                .belowOne("dropout", dropout)
                .enforce();
    }

    /** What turns images into features. */
    public sealed interface Backbone permits CifarResNet {}

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
