package io.github.ncl4j.benchmarks;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/** A linear layer with bias. */
final class MatrixProduct implements EngineCall {

    private final Tensor input;
    private final Tensor weight;
    private final TensorOptional bias;
    private final Tensor outputGradient;
    private final long parameters;

    /** Fills the tensors with noise. */
    MatrixProduct(int batch, int in, int out) {
        input = torch.randn(batch, in);
        weight = torch.randn(out, in);
        bias = new TensorOptional(torch.randn(out));
        outputGradient = torch.randn(batch, out);
        parameters = weight.numel() + out;
    }

    @Override
    public Runnable forward() {
        torch.linear(input, weight, bias);
        return () -> {
            outputGradient.mm(weight);
            outputGradient.t().mm(input);
            outputGradient.sum(0);
        };
    }

    @Override
    public long parameters() {
        return parameters;
    }
}
