package io.github.ncl4j.onnx;

import org.jspecify.annotations.Nullable;

/**
 * What an exported model takes and gives. It always gives {@code logits}, the mean of its experts' raw logits, N x C.
 *
 * @param input what it takes
 * @param weights how its weights are stored
 * @param expert the index of the one expert that it has, from 0; null for all
 * @param probabilities whether it also gives {@code probabilities}, the softmax of the logits, N x C
 * @param expertLogits whether it also gives {@code expert_logits}, N x K x C
 * @param features whether it also gives {@code features}, what the experts' classifiers see, one expert after the other, N x
 *     (K * F)
 * @param threshold probability below which the likeliest class is not to be relied on, in [0, 1]; it travels in the metadata
 */
public record ExportOptions(
        InputForm input,
        WeightStorage weights,
        @Nullable Integer expert,
        boolean probabilities,
        boolean expertLogits,
        boolean features,
        double threshold) {

    /** Logits of the whole ensemble from normalised images, in float32. */
    public static final ExportOptions DEFAULT =
            new ExportOptions(InputForm.NORMALIZED, WeightStorage.FLOAT32, null, false, false, false, 0);

    /** Checks the ranges. */
    public ExportOptions {
        if (!(threshold >= 0 && threshold <= 1)) {
            throw new IllegalArgumentException("a threshold must be from 0 to 1, not " + threshold);
        }
        if (expert != null && expert < 0) {
            throw new IllegalArgumentException("the index of an expert must be at least 0, not " + expert);
        }
    }

    /** The same with another input. */
    public ExportOptions with(InputForm other) {
        return new ExportOptions(other, weights, expert, probabilities, expertLogits, features, threshold);
    }

    /** The same with another storage. */
    public ExportOptions with(WeightStorage other) {
        return new ExportOptions(input, other, expert, probabilities, expertLogits, features, threshold);
    }

    /** The same with every output. */
    public ExportOptions withAllOutputs() {
        return new ExportOptions(input, weights, expert, true, true, true, threshold);
    }
}
