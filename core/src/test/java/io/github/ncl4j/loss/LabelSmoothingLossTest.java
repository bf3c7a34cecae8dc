package io.github.ncl4j.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.ncl4j.config.LossConfig;
import io.github.ncl4j.torch.EngineScope;
import io.github.ncl4j.torch.HostArrays;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(EngineScope.class)
class LabelSmoothingLossTest {

    @Test
    void theLabelGivesATenthOfItselfToAllClasses() {
        // Probabilities (1/2, 1/4, 1/4), target 0, epsilon 0.3: the label is (0.8, 0.1, 0.1).
        Tensor logits = Gradients.logits(new double[] {Math.log(2), 0, 0}, 1, 1, 3);
        Tensor loss = new LabelSmoothingLoss(new LossConfig.LabelSmoothing(0.3))
                .perImage(logits, HostArrays.tensor(new long[] {0}));

        assertThat(loss.item_double()).isCloseTo(0.8 * Math.log(2) + 0.2 * Math.log(4), within(1e-15));
    }

    @Test
    void theBestAnswerIsTheSmoothedLabel() {
        // Where softmax(z) is the label itself, the gradient is zero.
        double[] logits = {Math.log(0.8), Math.log(0.1), Math.log(0.1)};
        LabelSmoothingLoss loss = new LabelSmoothingLoss(new LossConfig.LabelSmoothing(0.3));
        Tensor targets = HostArrays.tensor(new long[] {0});

        assertThat(Gradients.of(z -> loss.forward(z, targets).total(), logits, 1, 1, 3))
                .containsExactly(new double[3], within(1e-16));
    }
}
