package io.github.ncl4j.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.ncl4j.config.LossConfig;
import io.github.ncl4j.torch.EngineScope;
import io.github.ncl4j.torch.HostArrays;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(EngineScope.class)
class LdamLossTest {

    private static LdamLoss of(double maxMargin, double scale, int... classCounts) {
        return new LdamLoss(new LossConfig.Ldam(maxMargin, scale), classCounts, new Device(torch.DeviceType.CPU));
    }

    @Test
    void theTargetMustWinByTheMarginOfItsClass() {
        // Counts (256, 16, 1): margins 1/2 * (1/4, 1/2, 1). Each target's logit lies its margin above the others, so
        // that
        // the margin eats it up: three equal logits, whatever the scale.
        Tensor logits = Gradients.logits(new double[] {.125, 0, 0, 0, .25, 0, 0, 0, .5}, 1, 3, 3);
        try (LdamLoss loss = of(0.5, 30, 256, 16, 1)) {
            double[] perImage = HostArrays.doubles(loss.perImage(logits, HostArrays.tensor(new long[] {0, 1, 2})));

            assertThat(perImage).containsExactly(new double[] {Math.log(3), Math.log(3), Math.log(3)}, within(1e-15));
        }
    }

    @Test
    void theScaleSharpensWhatIsLeft() {
        // The target's logit lies ln 2 / 30 above its margin, which makes ln 2: probabilities (1/4, 1/4, 1/2).
        Tensor logits = Gradients.logits(new double[] {0, 0, .5 + Math.log(2) / 30}, 1, 1, 3);
        try (LdamLoss loss = of(0.5, 30, 256, 16, 1)) {
            assertThat(loss.perImage(logits, HostArrays.tensor(new long[] {2})).item_double())
                    .isCloseTo(Math.log(2), within(1e-14));
        }
    }
}
