package io.github.ncl4j.bench.engine;

import java.util.Objects;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/** A matrix product, with or without a bias: a linear layer. */
final class MatrixProductCall implements EngineCall {

    private final Tensor left;
    private final Tensor right;
    private final @Nullable Tensor bias;
    private final Tensor outputGradient;

    private MatrixProductCall(TensorShape left, TensorShape right, @Nullable TensorShape bias, TensorShape output) {
        this.left = left.noise();
        this.right = right.noise();
        this.bias = bias == null ? null : bias.noise();
        outputGradient = output.noise();
    }

    /**
     * The same product on noise.
     *
     * @param first position of the left factor among the arguments; what is before it is a bias
     */
    static MatrixProductCall of(LossGraph.Operator operator, int first) {
        TensorShape output = operator.output();
        TensorShape left = operator.arguments().get(first);
        TensorShape right = Objects.requireNonNull(operator.arguments().get(first + 1), "the weight is trained");
        // No gradient flows to the features of a frozen backbone.
        TensorShape factor =
                left == null ? new TensorShape(new long[] {output.size(0), right.size(0)}, output.type()) : left;
        return new MatrixProductCall(
                factor, right, first == 0 ? null : operator.arguments().get(0), output);
    }

    @Override
    public Runnable forward() {
        Tensor output = bias == null ? left.mm(right) : torch.addmm(bias, left, right, new Scalar(1f), new Scalar(1f));
        return () -> {
            outputGradient.mm(right.t());
            left.t().mm(outputGradient);
            if (bias != null) {
                outputGradient.sum(0);
            }
            output.close();
        };
    }

    @Override
    public long parameters() {
        return right.numel() + (bias == null ? 0 : bias.numel());
    }
}
