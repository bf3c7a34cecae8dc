package io.github.ncl4j.benchmarks;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;

/**
 * The convolutions, norms and matrix products of a {@link StepSetup}, forward and backward, called one after the other
 * on ready tensors: what the engine would take if everything else were free. Left out are activations, sums and shortcuts
 * of the residual blocks, pooling, losses, the optimizer, autograd, the input's normalisation, and Java's own work.
 */
final class EngineCeiling {

    private final List<EngineCall> calls = new ArrayList<>();

    /** Makes the tensors, which belong to the caller's scope. Every layer of every expert has its own, as in training. */
    EngineCeiling(Workload workload) {
        for (int expert = 0; expert < workload.experts(); expert++) {
            addBackbone(workload.depth(), workload.batch());
            calls.add(new MatrixProduct(workload.batch(), 64, workload.classes()));
        }
    }

    /** The layers of He et al., CVPR 2016, section 4.2. */
    private void addBackbone(int depth, int batch) {
        int size = Workload.SIZE;
        calls.add(new ConvolutionAndNorm(batch, 3, 16, size, 1, false));
        int in = 16;
        for (int out : new int[] {16, 32, 64}) {
            for (int block = 0; block < (depth - 2) / 6; block++) {
                int stride = in == out ? 1 : 2;
                calls.add(new ConvolutionAndNorm(batch, in, out, size, stride, true));
                size /= stride;
                calls.add(new ConvolutionAndNorm(batch, out, out, size, 1, true));
                in = out;
            }
        }
    }

    /** Runs all calls forward, then all backward in reverse. */
    void run() {
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

    /** The number of trained weights, to show that the work is that of the {@link StepSetup}. */
    long parameters() {
        return calls.stream().mapToLong(EngineCall::parameters).sum();
    }
}
