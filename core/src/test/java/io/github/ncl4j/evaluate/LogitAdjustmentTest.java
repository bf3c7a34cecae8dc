package io.github.ncl4j.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.ncl4j.image.UserException;
import io.github.ncl4j.torch.EngineScope;
import io.github.ncl4j.torch.HostArrays;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(EngineScope.class)
class LogitAdjustmentTest {

    private static double[] adjusted(double tau, int[] classCounts, float... logits) {
        try (LogitAdjustment adjustment = new LogitAdjustment(classCounts, tau, new Device(torch.DeviceType.CPU))) {
            Tensor values = HostArrays.tensor(logits).view(1, 1, logits.length);
            return HostArrays.doubles(adjustment.adjust(values));
        }
    }

    @Test
    void aModelThatKnowsTheSharesAloneIsUndecidedAfterwards() {
        // Shares (6, 3, 1) / 10, and logits that say just that.
        float[] logits = {(float) Math.log(.6), (float) Math.log(.3), (float) Math.log(.1)};

        assertThat(adjusted(1, new int[] {6, 3, 1}, logits)).containsExactly(new double[3], within(1e-7));
    }

    @Test
    void aRareClassGainsInProportionToTau() {
        // Shares (1/2, 1/4, 1/4): the shifts are tau times (ln 2, ln 4, ln 4).
        assertThat(adjusted(2, new int[] {4, 2, 2}, 1, 0, -1))
                .containsExactly(
                        new double[] {1 + 2 * Math.log(2), 2 * Math.log(4), -1 + 2 * Math.log(4)}, within(1e-6));
    }

    @Test
    void tauZeroChangesNothing() {
        assertThat(adjusted(0, new int[] {4, 2, 2}, 1, 0, -1)).containsExactly(1, 0, -1);
    }

    @Test
    void whatHasNoLogarithmIsRefused() {
        assertThatThrownBy(() -> adjusted(1, new int[] {4, 0}, 1, 0))
                .isInstanceOf(UserException.class)
                .hasMessageStartingWith("class 1 has 0 training images");
        assertThatThrownBy(() -> adjusted(-1, new int[] {4, 2}, 1, 0))
                .isInstanceOf(UserException.class)
                .hasMessage("tau must be a finite number of at least 0, not -1.0");
    }
}
