package io.github.ncl4j.model;

import io.github.ncl4j.config.ClassifierVisitor;
import io.github.ncl4j.config.ModelConfig;
import org.bytedeco.pytorch.GeneratorOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/** N x F features to N x C logits. */
sealed interface ClassifierLayer extends Layer {

    /** Builds the classifier that the configuration names. */
    static ClassifierLayer of(ModelConfig.Classifier config, Weights weights, int features, int classes) {
        return config.accept(new Builder(weights, features, classes));
    }

    /** Builds each kind of classifier. */
    record Builder(Weights weights, int features, int classes) implements ClassifierVisitor<ClassifierLayer> {

        @Override
        public ClassifierLayer visit(ModelConfig.Linear classifier) {
            return new Linear(weights, features, classes, classifier.bias());
        }

        @Override
        public ClassifierLayer visit(ModelConfig.Cosine classifier) {
            return new Cosine(weights, features, classes, classifier.scale(), classifier.bias());
        }

        @Override
        public ClassifierLayer visit(ModelConfig.Normalized classifier) {
            return new Normalized(weights, features, classes);
        }
    }

    /** Uniform in {@code +-1 / sqrt(features)}: PyTorch's default for linear layers. */
    private static Tensor uniform(Weights weights, int features, long... shape) {
        double bound = 1 / Math.sqrt(features);
        return weights.initial(value -> value.uniform_(-bound, bound, new GeneratorOptional()), shape);
    }

    /** {@code W x + b}. */
    final class Linear implements ClassifierLayer {

        private final Tensor weight;
        private final @Nullable Tensor bias;

        Linear(Weights weights, int features, int classes, boolean bias) {
            weight = weights.parameter("weight", uniform(weights, features, classes, features));
            this.bias = bias ? weights.parameter("bias", uniform(weights, features, classes)) : null;
        }

        @Override
        public Tensor forward(Tensor features, boolean training) {
            return torch.linear(features, weight, bias == null ? new TensorOptional() : new TensorOptional(bias));
        }
    }

    /** {@code s * cos(W, x) + b}; the bias is part of the state also where it is not trained. */
    final class Cosine implements ClassifierLayer {

        private final Tensor weight;
        private final Tensor bias;
        private final double scale;

        Cosine(Weights weights, int features, int classes, double scale, boolean trainBias) {
            weight = weights.parameter("weight", uniform(weights, features, classes, features));
            Tensor zeros = torch.zeros(classes);
            bias = trainBias ? weights.parameter("bias", zeros) : weights.buffer("bias", zeros);
            this.scale = scale;
        }

        @Override
        public Tensor forward(Tensor features, boolean training) {
            return torch.linear(
                    UnitLength.rows(features).mul(new Scalar(scale)),
                    UnitLength.rows(weight),
                    new TensorOptional(bias));
        }
    }

    /** {@code cos(W, x)}. */
    final class Normalized implements ClassifierLayer {

        private final Tensor weight;

        Normalized(Weights weights, int features, int classes) {
            weight = weights.parameter("weight", uniform(weights, features, classes, features));
        }

        @Override
        public Tensor forward(Tensor features, boolean training) {
            return torch.linear(UnitLength.rows(features), UnitLength.rows(weight), new TensorOptional());
        }
    }
}
