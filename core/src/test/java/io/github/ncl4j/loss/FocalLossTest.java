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
class FocalLossTest {

    private static double[] perImage(double gamma, double[] logits, long... targets) {
        Tensor z = Gradients.logits(logits, 1, targets.length, 3);
        return HostArrays.doubles(new FocalLoss(new LossConfig.Focal(gamma)).perImage(z, HostArrays.tensor(targets)));
    }

    @Test
    void whatIsRightAlreadyCountsForLess() {
        // Probabilities (1/2, 1/4, 1/4): the doubts are 1/2 of class 0 and 3/4 of class 2, squared 1/4 and 9/16.
        double[] logits = {Math.log(2), 0, 0, Math.log(2), 0, 0};

        assertThat(perImage(2, logits, 0, 2))
                .containsExactly(new double[] {Math.log(2) / 4, Math.log(4) * 9 / 16}, within(1e-15));
    }

    @Test
    void certaintyHasNoLossAndAFiniteGradientWhateverTheExponent() {
        double[] certain = {1000, 0, 0};
        Tensor targets = HostArrays.tensor(new long[] {0});
        for (double gamma : new double[] {0, 0.5, 1, 2}) {
            FocalLoss loss = new FocalLoss(new LossConfig.Focal(gamma));

            assertThat(perImage(gamma, certain, 0)).containsExactly(new double[1], within(0.0));
            assertThat(Gradients.of(z -> loss.forward(z, targets).total(), certain, 1, 1, 3))
                    .as("gamma %s", gamma)
                    .containsExactly(new double[3], within(0.0));
        }
    }
}
