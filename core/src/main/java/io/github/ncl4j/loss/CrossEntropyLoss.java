package io.github.ncl4j.loss;

import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/**
 * Plain cross-entropy on the raw logits, a mean over the batch, summed over the experts: each expert trains as if it were
 * alone. The baseline that ignores the long tail.
 */
public final class CrossEntropyLoss implements Objective {

    /** One part: {@code ce}. */
    @Override
    public Value forward(Tensor logits, Tensor targets) {
        Tensor crossEntropy = NestedIndividualLearning.crossEntropy(logits, targets);
        return new Value(crossEntropy, Map.of("ce", crossEntropy));
    }

    /** Owns nothing. */
    @Override
    public void close() {}
}
