package io.github.ncl4j.bench.engine;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;

/**
 * The convolutions, batch norms and matrix products of a step, forward and backward, called one after the other on ready
 * tensors: what the engine would take if everything else were free. Left out are activations, sums and shortcuts of the
 * residual blocks, pooling, losses, the optimizer, autograd, casts, the input's normalisation, what is computed without
 * gradient, and Java's own work.
 */
public final class EngineCeiling {

    private final List<EngineCall> calls = new ArrayList<>();

    /**
     * Makes the tensors, which belong to the caller's scope. Every layer of every expert has its own, as in training.
     *
     * @param graph of the step's loss
     * @param images shape of what the first layers see
     */
    public EngineCeiling(LossGraph graph, TensorShape images) {
        for (LossGraph.Operator operator : graph.operators()) {
            switch (operator.gradient()) {
                case "ConvolutionBackward0" -> calls.add(ConvolutionCall.of(operator, images));
                case "NativeBatchNormBackward0" -> calls.add(BatchNormCall.of(operator));
                case "AddmmBackward0" -> calls.add(MatrixProductCall.of(operator, 1));
                case "MmBackward0" -> calls.add(MatrixProductCall.of(operator, 0));
                default -> {
                    // Not one of the operators that the ceiling is made of.
                }
            }
        }
    }

    /** Runs all calls forward, then all backward in reverse. */
    public void run() {
        try (PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard()) {
            Deque<Runnable> backward = new ArrayDeque<>();
            calls.forEach(call -> backward.push(call.forward()));
            for (Runnable gradients : backward) {
                try (PointerScope layer = new PointerScope()) {
                    gradients.run();
                }
            }
        }
    }

    /** The number of calls, forward. */
    public int calls() {
        return calls.size();
    }

    /** The number of trained weights that take part: all of a model whose layers are convolutions, norms and products. */
    public long parameters() {
        return calls.stream().mapToLong(EngineCall::parameters).sum();
    }
}
