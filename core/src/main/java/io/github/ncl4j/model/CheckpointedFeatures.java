package io.github.ncl4j.model;

import io.github.ncl4j.torch.Generators;
import io.github.ncl4j.torch.Memory;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorArrayRefOptional;

/**
 * The features of one expert without the activations behind them: activation checkpointing (Chen et al., "Training Deep Nets
 * with Sublinear Memory Cost", 2016, arXiv 1604.06174), for one more computation of the backbone in every step.
 *
 * <p>The backbone is cut into segments of a few blocks. It is computed without a graph at first, and nothing but the input of
 * each segment is kept. {@link #backward} takes the segments from the last to the first, computes each again, now with a
 * graph, and goes back through it, so that the activations of one segment of one expert are all that is there at a time.
 *
 * <p>The arithmetic is that of a step that keeps everything, on the same numbers. Batch norm normalises by the same statistics
 * both times, and its running statistics move in the first computation alone: what the second does to them is undone. A backbone that
 * draws random numbers gets the same ones both times, and the engine's generator stands where the first computation left it.
 *
 * <p>All tensors belong to the scope that was open when the features were made.
 */
public final class CheckpointedFeatures {

    private final List<Layer> segments;
    private final List<Tensor> runningStatistics;
    private final List<Tensor> inputs = new ArrayList<>();
    private final List<Tensor> generators = new ArrayList<>();
    private final Tensor features;

    /**
     * Computes the features.
     *
     * @param segments of the backbone in order; the last gives the features
     * @param runningStatistics all tensors that these change in place in training; borrowed
     * @param draws whether these draw from the engine's generator in training
     * @param images N x 3 x H x W, normalised; borrowed
     */
    CheckpointedFeatures(List<Layer> segments, List<Tensor> runningStatistics, boolean draws, Tensor images) {
        this.segments = segments;
        this.runningStatistics = runningStatistics;
        try (NoGradGuard noGrad = new NoGradGuard()) {
            Tensor values = images;
            for (Layer segment : segments) {
                Tensor input = values;
                inputs.add(input);
                if (draws) {
                    generators.add(Generators.state(images.device()));
                }
                values = Memory.scoped(() -> segment.forward(input, true));
            }
            features = values;
        }
        features.set_requires_grad(true);
    }

    /** N x F, a leaf: a loss that is made of them ends its backward pass here, and leaves its gradient. */
    public Tensor features() {
        return features;
    }

    /**
     * Adds to the gradients of the backbone's parameters what follows from that of the features, which the backward pass of
     * the loss must have left. Once only, as each segment's input is given up behind it.
     */
    public void backward() {
        try (PointerScope scope = new PointerScope()) {
            List<Tensor> before = runningStatistics.stream().map(Tensor::clone).toList();
            List<Tensor> generator = generators.isEmpty() ? List.of() : List.of(Generators.state(features.device()));
            Tensor none = new Tensor();
            Tensor gradient = new Tensor(features.grad());
            for (int index = segments.size() - 1; index >= 0; index--) {
                Tensor outputGradient = gradient;
                Tensor input = inputs.get(index);
                Layer segment = segments.get(index);
                boolean first = index == 0;
                if (!generators.isEmpty()) {
                    Generators.restore(features.device(), generators.get(index));
                }
                gradient = Memory.scoped(() -> backward(segment, input, !first, outputGradient));
                outputGradient.put(none);
                if (!first) {
                    input.put(none);
                }
            }
            generator.forEach(state -> Generators.restore(features.device(), state));
            // Only here, because a graph does not allow that what it was computed from changes before it is gone back
            // through.
            for (int index = 0; index < before.size(); index++) {
                runningStatistics.get(index).copy_(before.get(index));
            }
        }
    }

    /** The gradient of a segment's input; undefined if none is wanted. */
    private static Tensor backward(Layer segment, Tensor input, boolean wanted, Tensor outputGradient) {
        Tensor leaf = input.detach().set_requires_grad(wanted);
        segment.forward(leaf, true).backward(outputGradient, new BoolOptional(), false, new TensorArrayRefOptional());
        return new Tensor(leaf.grad()); // a handle of its own, as the leaf dies with its scope
    }
}
